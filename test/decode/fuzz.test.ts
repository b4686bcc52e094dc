import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.ts';
import { KNOWN_LINKS } from '../../src/decode/link/list.ts';
import { Segment } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import { ethernet, ipv4, ipv6, mss, tcp, timestamps } from '../support/frames.ts';
import { LINK_FORMS } from '../support/links.ts';
import { DIFFERENT_SCOPES, NO_SCOPE } from '../support/scopes.ts';
import { extension, fragments4, fragments6 } from '../support/tunnels.ts';

const KNOWN_VERDICTS: ReadonlySet<number> = new Set(Object.values(Verdict));

interface Sample {
  readonly linkType: number;
  readonly octets: Uint8Array;
}

const SYN = { flags: 'S', seq: 0xfffffff0, options: [mss(1460), timestamps(1, 2)], payload: 40 };

/** Frames that get far into the decoder before something in them is changed. */
const SAMPLES: readonly Sample[] = [
  ...LINK_FORMS.map((form) => ({
    linkType: form.linkType,
    octets: form.build((form.only === 6 ? ipv6 : ipv4)(tcp(SYN))),
  })),
  ...[...DIFFERENT_SCOPES, ...NO_SCOPE].map((scope) => ({ linkType: 1, octets: scope.frame('there') })),
  ...fragments4(tcp(SYN), { id: 1 }, 32).map((piece) => ({ linkType: 1, octets: ethernet(piece) })),
  ...fragments6(tcp(SYN), { id: 1 }, 32).map((piece) => ({ linkType: 101, octets: piece.bytes })),
  { linkType: 1, octets: ethernet(ipv6(extension(0, extension(43, extension(60, tcp(SYN)))))) },
];

const anyFrame: fc.Arbitrary<Sample> = fc.record({
  linkType: fc.constantFrom(...KNOWN_LINKS.map((link) => link.number)),
  octets: fc.uint8Array({ maxLength: 200 }),
});

const mutatedFrame: fc.Arbitrary<Sample> = fc
  .record({
    sample: fc.constantFrom(...SAMPLES),
    changes: fc.array(
      fc.record({ at: fc.nat(200), to: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)) }),
      {
        maxLength: 4,
      },
    ),
    cut: fc.option(fc.nat(200), { freq: 3 }),
  })
  .map(({ sample, changes, cut }) => {
    const octets = sample.octets.slice(0, cut ?? sample.octets.length);
    for (const { at, to } of changes) if (at < octets.length) octets[at] = to;
    return { linkType: sample.linkType, octets };
  });

const frames = fc.array(fc.oneof(anyFrame, mutatedFrame), { minLength: 1, maxLength: 12 });
const extraLength = fc.oneof(fc.constant(0), fc.nat(2000), fc.constantFrom(0x7fffffff, -1, 1e12, Number.NaN));

/** Decodes frames that lie `start` octets into memory full of `poison`, with `after` more octets of it behind. */
function run(samples: readonly Sample[], start: number, after: number, poison: number, extra: number): unknown[] {
  const decoder = new Decoder({ checksums: 'all' });
  return samples.map(({ linkType, octets }, i) => {
    const memory = new Uint8Array(start + octets.length + after).fill(poison);
    memory.set(octets, start);
    const segment = new Segment();
    const end = start + octets.length;
    const verdict = decoder.decode(
      new DataView(memory.buffer),
      start,
      end,
      octets.length + extra,
      linkType,
      i * 1e9,
      segment,
    );
    return verdict === Verdict.SEGMENT ? { verdict, segment } : { verdict };
  });
}

describe('any octets', () => {
  it('give a verdict, never an error, and nothing outside of the frame plays a part', () => {
    fc.assert(
      fc.property(frames, extraLength, (samples, extra) => {
        // The first memory ends with the frame: to read on would throw.
        const exact = run(samples, 0, 0, 0, extra);
        expect(run(samples, 61, 300, 0xff, extra)).toEqual(exact);
        expect(run(samples, 64, 300, 0x45, extra)).toEqual(exact);
        for (const result of exact) expect(KNOWN_VERDICTS.has((result as { verdict: number }).verdict)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('give fields within their ranges', () => {
    const decoder = new Decoder();
    const segment = new Segment();
    fc.assert(
      fc.property(mutatedFrame, extraLength, ({ linkType, octets }, extra) => {
        const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
        const verdict = decoder.decode(view, 0, octets.length, octets.length + extra, linkType, 0, segment);
        if (verdict !== Verdict.SEGMENT) return;
        const { time, ...words } = segment;
        expect(time).toBe(0);
        for (const [name, value] of Object.entries(words)) expect([name, value]).toEqual([name, value | 0]);
        expect(segment.length).toBeGreaterThanOrEqual(0);
        expect(
          (segment.sourcePort >>> 16) |
            (segment.destinationPort >>> 16) |
            (segment.window >>> 16) |
            (segment.flags >>> 9),
        ).toBe(0);
        expect(segment.windowScale).toBeLessThanOrEqual(14);
        expect(segment.scope).toBeLessThan(decoder.scopes.size);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the frames that the fuzzer starts from', () => {
  it('all lead to a segment, fragments apart', () => {
    for (const sample of SAMPLES) {
      const [result] = run([sample], 0, 0, 0, 0) as { verdict: number }[];
      expect([Verdict.SEGMENT, Verdict.FRAGMENT]).toContain(result!.verdict);
    }
  });
});
