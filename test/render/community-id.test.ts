/** Community IDs against the published one, and against the words of the specification put together with Node's own SHA-1. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/decode/address.ts';
import { END_WORDS, writeCommunityId } from '../../src/render/community-id.ts';
import { written } from '../../src/render/octet-writer.ts';
import { addressOctets } from '../../src/render/octets.ts';
import { SCHEDULE_WORDS, sha1 } from '../../src/render/sha1.ts';
import { addressBytes, specifiedCommunityId } from '../support/community-id.ts';

const word = fc.oneof(fc.integer(), fc.constant(0), fc.constant(1));
const words = fc.tuple(word, word, word, word);
const address = (version: 4 | 6): fc.Arbitrary<string> =>
  words.map(([w0, w1, w2, w3]) => formatAddress(version, w0, w1, w2, w3));
const port = fc.integer({ min: 0, max: 65_535 });

type Socket = { readonly address: string; readonly port: number };

/** The Community ID that is written for two sockets. */
function communityId(one: Socket, other: Socket): string {
  const ends = new Int32Array(2 * END_WORDS);
  for (const [i, { address, port }] of [one, other].entries()) {
    const octets = addressBytes(address);
    for (let at = 0; at < octets.length; at += 4) ends[i * END_WORDS + at / 4] = octets.readInt32BE(at);
    ends[i * END_WORDS + END_WORDS - 1] = port;
  }
  return written((out) => writeCommunityId(out, ends, one.address.includes(':') ? 6 : 4));
}

describe('SHA-1 of one block', () => {
  it('is that of Node for every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 55 }), (message) => {
        const block = Buffer.alloc(64);
        block.set(message);
        block[message.length] = 0x80;
        block.writeUInt32BE(message.length * 8, 60);
        const schedule = new Int32Array(SCHEDULE_WORDS).map((_, t) => (t < 16 ? block.readInt32BE(t * 4) : 0));
        const digest = new Int32Array(5);
        sha1(schedule, digest);
        const hex = [...digest].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
        expect(hex).toBe(createHash('sha1').update(message).digest('hex'));
      }),
    );
  });
});

describe('the octets of an address', () => {
  it.each(['::', '::1', '1::', '2001:db8::5', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', '1:0:0:2::', '10.0.0.255'])(
    '%s',
    (text) => {
      const into = new Uint8Array(18).fill(0xaa);
      const size = addressOctets(text, into, 1);
      expect(Buffer.from(into.subarray(1, 1 + size)).toString('hex')).toBe(addressBytes(text).toString('hex'));
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
    expect(communityId(one, other)).toBe(specifiedCommunityId(one, other));
  });

  it.each([4, 6] as const)('of IPv%d is what the specification says', (version) => {
    fc.assert(
      fc.property(address(version), port, address(version), port, (a, aPort, b, bPort) => {
        const one = { address: a, port: aPort };
        const other = { address: b, port: bPort };
        expect(communityId(one, other)).toBe(specifiedCommunityId(one, other));
      }),
    );
  });
});
