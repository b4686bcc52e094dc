/** Decodes one built frame, for the tests of this folder. */
import { Decoder, type DecoderOptions } from '../../src/decode/decoder.ts';
import { Segment } from '../../src/decode/segment.ts';
import type { Verdict } from '../../src/decode/verdict.ts';

export interface Decoded {
  readonly verdict: Verdict;
  readonly segment: Segment;
  readonly vlan: readonly number[];
  readonly tunnel: string | null;
}

export interface Captured {
  readonly linkType?: number;
  /** Octets on the wire, where the capture cut the frame off. */
  readonly wireLength?: number;
  /** Seconds. */
  readonly time?: number;
}

/** What a decoder makes of frames, one after the other. */
export function decoding(options?: DecoderOptions): (frame: Uint8Array, captured?: Captured) => Decoded {
  const decoder = new Decoder(options);
  return (frame, captured = {}) => {
    // An offset that is no multiple of anything, and octets around the frame that are not its own.
    const start = 37;
    const memory = new Uint8Array(start + frame.length + 64).fill(0x5c);
    memory.set(frame, start);
    const view = new DataView(memory.buffer);
    const segment = new Segment();
    const { linkType = 1, wireLength = frame.length, time = 0 } = captured;
    const verdict = decoder.decode(view, start, start + frame.length, wireLength, linkType, time * 1e9, segment);
    return {
      verdict,
      segment,
      vlan: decoder.scopes.vlan(segment.scope),
      tunnel: decoder.scopes.tunnel(segment.scope),
    };
  };
}

/** What a fresh decoder makes of one frame. */
export function decode(frame: Uint8Array, captured?: Captured): Decoded {
  return decoding()(frame, captured);
}
