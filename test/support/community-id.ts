/** Community ID by the words of its specification, put together with Node's own SHA-1. */
import { createHash } from 'node:crypto';

interface Socket {
  readonly address: string;
  readonly port: number;
}

/** The octets of an address, by way of a URL for IPv6. */
export function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [head = '', tail] = plain.split('::').map((half) =>
    half
      .split(':')
      .filter((group) => group !== '')
      .join(':'),
  );
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const end = tail === undefined ? [] : groups(tail);
  const middle = new Array<string>(8 - groups(head).length - end.length).fill('0');
  return Buffer.from(
    [...groups(head), ...middle, ...end].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}

export function specifiedCommunityId(one: Socket, other: Socket): string {
  const ends = [one, other].map((end) => ({ address: addressBytes(end.address), port: end.port }));
  ends.sort((a, b) => Buffer.compare(a.address, b.address) || a.port - b.port);
  const [low, high] = ends as [(typeof ends)[0], (typeof ends)[0]];
  const tail = Buffer.from([6, 0, low.port >> 8, low.port & 0xff, high.port >> 8, high.port & 0xff]);
  const hash = createHash('sha1').update(Buffer.concat([Buffer.from([0, 0]), low.address, high.address, tail]));
  return `1:${hash.digest('base64')}`;
}
