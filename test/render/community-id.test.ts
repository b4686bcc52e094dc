/** Community IDs against the published one, and against the words of the specification put together with Node's own SHA-1. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/decode/address.ts';
import { communityId } from '../../src/render/community-id.ts';
import { addressOctets } from '../../src/render/octets.ts';
import { MAX_MESSAGE, sha1 } from '../../src/render/sha1.ts';

const word = fc.oneof(fc.integer(), fc.constant(0), fc.constant(1));
const words = fc.tuple(word, word, word, word);
const address = (version: 4 | 6): fc.Arbitrary<string> =>
  words.map(([w0, w1, w2, w3]) => formatAddress(version, w0, w1, w2, w3));
const port = fc.integer({ min: 0, max: 65_535 });

/** The octets of an address, by way of a URL for IPv6. */
function octets(text: string): Buffer {
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

function specified(one: { address: string; port: number }, other: { address: string; port: number }): string {
  const ends = [one, other].map((end) => ({ address: octets(end.address), port: end.port }));
  ends.sort((a, b) => Buffer.compare(a.address, b.address) || a.port - b.port);
  const [low, high] = ends as [(typeof ends)[0], (typeof ends)[0]];
  const tail = Buffer.from([6, 0, low.port >> 8, low.port & 0xff, high.port >> 8, high.port & 0xff]);
  const hash = createHash('sha1').update(Buffer.concat([Buffer.from([0, 0]), low.address, high.address, tail]));
  return `1:${hash.digest('base64')}`;
}

describe('SHA-1 of one block', () => {
  it('is that of Node for every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: MAX_MESSAGE }), (message) => {
        const digest = new Uint8Array(20);
        sha1(message, message.length, digest);
        expect(Buffer.from(digest).toString('hex')).toBe(createHash('sha1').update(message).digest('hex'));
      }),
    );
  });

  it('refuses what does not fit into one', () => {
    expect(() => sha1(new Uint8Array(56), 56, new Uint8Array(20))).toThrow('at most 55 octets');
  });
});

describe('the octets of an address', () => {
  it.each(['::', '::1', '1::', '2001:db8::5', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', '1:0:0:2::', '10.0.0.255'])(
    '%s',
    (text) => {
      const into = new Uint8Array(18).fill(0xaa);
      const size = addressOctets(text, into, 1);
      expect(Buffer.from(into.subarray(1, 1 + size)).toString('hex')).toBe(octets(text).toString('hex'));
      expect([into[0], into[17]]).toEqual([0xaa, 0xaa]);
    },
  );

  it('are those that it was written from', () => {
    fc.assert(
      fc.property(words, ([w0, w1, w2, w3]) => {
        const into = new Uint8Array(16);
        addressOctets(formatAddress(6, w0, w1, w2, w3), into, 0);
        const view = new DataView(into.buffer);
        expect([0, 4, 8, 12].map((at) => view.getInt32(at))).toEqual([w0, w1, w2, w3]);
      }),
    );
  });
});

describe('Community ID', () => {
  it('of the published example, in both directions', () => {
    const client = { address: '128.232.110.120', port: 34855 };
    const server = { address: '66.35.250.204', port: 80 };
    expect(communityId(client, server)).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=');
    expect(communityId(server, client)).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=');
  });

  it('is ordered by port where both addresses are one', () => {
    const one = { address: '127.0.0.1', port: 40_000 };
    const other = { address: '127.0.0.1', port: 80 };
    expect(communityId(one, other)).toBe(communityId(other, one));
    expect(communityId(one, other)).toBe(specified(one, other));
  });

  it.each([4, 6] as const)('of IPv%d is what the specification says', (version) => {
    fc.assert(
      fc.property(address(version), port, address(version), port, (a, aPort, b, bPort) => {
        const one = { address: a, port: aPort };
        const other = { address: b, port: bPort };
        expect(communityId(one, other)).toBe(specified(one, other));
      }),
    );
  });
});
