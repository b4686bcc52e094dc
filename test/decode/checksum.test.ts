import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict } from '../../src/decode/verdict.ts';
import { ethernet, ipv4, ipv6, nop, tcp, timestamps } from '../support/frames.ts';
import { decode, decoding } from './decode.ts';

describe('checksums', () => {
  const wrong = { checksum: 0x9999 };

  it('of segments without payload are verified, wrong ones counted and not dropped', () => {
    for (const packet of [ipv4(tcp(wrong)), ipv6(tcp(wrong))]) {
      expect(decode(ethernet(packet, { minimum: 60 }))).toMatchObject({
        verdict: Verdict.SEGMENT,
        segment: { badChecksum: 1 },
      });
    }
  });

  it('of segments with payload are verified where asked for', () => {
    const frame = ethernet(ipv4(tcp({ ...wrong, payload: 7 })));
    expect(decoding()(frame).segment.badChecksum).toBe(0);
    expect(decoding({ checksums: 'all' })(frame).segment.badChecksum).toBe(1);
  });

  it('are not looked at where nobody wants it', () => {
    const frame = ethernet(ipv4(tcp(wrong), { checksum: 0x1111 }));
    expect(decoding({ checksums: 'none' })(frame).segment.badChecksum).toBe(0);
  });

  it('are right for every payload, address and length', () => {
    const decoder = decoding({ checksums: 'all' });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        fc.integer(),
        fc.integer(),
        fc.boolean(),
        (payload, seq, ack, isV6) => {
          const segment = tcp({ seq, ack, payload, options: [nop, nop, timestamps(seq, ack)] });
          const frame = ethernet(isV6 ? ipv6(segment) : ipv4(segment));
          expect(decoder(frame).segment.badChecksum).toBe(0);
          frame[frame.length - 1]! ^= 0x10;
          expect(decoder(frame).segment.badChecksum).toBe(1);
        },
      ),
    );
  });

  it('are right for a payload longer than one round of sums', () => {
    const frame = ethernet(ipv4(tcp({ payload: new Uint8Array(65_000).fill(0xff) })));
    expect(decoding({ checksums: 'all' })(frame).segment.badChecksum).toBe(0);
  });

  it('are not verified where the payload is cut off', () => {
    const frame = ethernet(ipv4(tcp({ ...wrong, payload: 100 })));
    const cut = decoding({ checksums: 'all' })(frame.slice(0, 80), { wireLength: frame.length });
    expect(cut).toMatchObject({ verdict: Verdict.SEGMENT, segment: { badChecksum: 0, length: 100 } });
  });

  it('left to the network card are not wrong: the sum of the pseudo header, with and without length', () => {
    // 10.0.0.1 + 10.0.0.2 + protocol 6 (+ 20 octets), in 16-bit words.
    const withoutLength = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6;
    for (const checksum of [withoutLength, withoutLength + 20]) {
      expect(decode(ethernet(ipv4(tcp({ checksum })))).segment.badChecksum).toBe(0);
    }
    expect(decode(ethernet(ipv4(tcp({ checksum: withoutLength + 1 })))).segment.badChecksum).toBe(1);
  });

  it('of IPv4 headers are verified, zero is one left to the network card', () => {
    const options = [148, 4, 0, 0];
    expect(decode(ethernet(ipv4(tcp({ payload: 3 }), { checksum: 0x1234 }))).segment.badChecksum).toBe(1);
    expect(decode(ethernet(ipv4(tcp({ payload: 3 }), { checksum: 0 }))).segment.badChecksum).toBe(0);
    expect(decode(ethernet(ipv4(tcp({ payload: 3 }), { options }))).segment.badChecksum).toBe(0);
    expect(decode(ethernet(ipv4(tcp({ payload: 3 }), { options, checksum: 0x1234 }))).segment.badChecksum).toBe(1);
  });
});
