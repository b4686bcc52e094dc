/** From a captured frame to a TCP segment, or to the reason why it is none. */
import { Checksums, Frame } from './frame.ts';
import { ip4 } from './ip4.ts';
import { ip6 } from './ip6.ts';
import { layer } from './layers.ts';
import { ethernet } from './link/ethernet.ts';
import { IPV4, IPV6, LINK, TCP } from './next.ts';
import type { Scopes } from './scopes.ts';
import type { Segment } from './segment.ts';
import { tcp } from './tcp.ts';
import { Verdict } from './verdict.ts';

/** Layers followed into one frame, tags and extension headers included: more are nobody's network but an attack on us. */
const MAX_LAYERS = 32;

const ETHERNET_LINK = 1;

export interface DecoderOptions {
  /**
   * Which checksums are verified, where the capture holds all that they cover. `headers` is the default: those of IPv4
   * headers and of segments without payload. `all` reads the payload too. A checksum left to the network card is never
   * wrong: zero in IPv4, the sum of the pseudo header in TCP.
   */
  readonly checksums?: 'none' | 'headers' | 'all';
}

const LEVELS = { none: Checksums.NONE, headers: Checksums.HEADERS, all: Checksums.ALL } as const;

/** Decodes frames one after the other; remembers the scopes and the fragments it has met. */
export class Decoder {
  readonly #frame: Frame = new Frame();

  constructor(options: DecoderOptions = {}) {
    this.#frame.checksums = LEVELS[options.checksums ?? 'headers'];
  }

  /** What `segment.scope` indexes. */
  get scopes(): Scopes {
    return this.#frame.scopes;
  }

  /**
   * Decodes the frame in `view` from `start` to `end`, which had `wireLength` octets and was captured at `time` (nanoseconds).
   *
   * Overwrites every field of `segment` but `packet`, and all of them are meaningful only with the verdict SEGMENT. Never
   * throws, whatever the octets.
   */
  decode(
    view: DataView,
    start: number,
    end: number,
    wireLength: number,
    linkType: number,
    time: number,
    segment: Segment,
  ): Verdict {
    if (linkType >>> 16 !== 0) return Verdict.UNKNOWN_LINK;
    const frame = this.#frame;
    frame.begin(view, start, end, wireLength, time, segment);
    let next = linkType === ETHERNET_LINK ? ethernet(frame) : LINK | linkType;
    for (let layers = 0; layers < MAX_LAYERS; layers++) {
      // Straight down for what nearly every frame is; `layer` knows all the others.
      if (next === IPV4) next = ip4(frame);
      else if (next === IPV6) next = ip6(frame);
      if (next === TCP) next = tcp(frame);
      if (next < 0) return ~next as Verdict;
      next = layer(frame, next);
    }
    return Verdict.NOT_TCP;
  }
}
