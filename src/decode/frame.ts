/** The frame being decoded: a cursor that the layers move inwards. */
import { Datagrams } from './datagrams.ts';
import { MALFORMED, TRUNCATED } from './next.ts';
import { type ScopeKind, Scopes } from './scopes.ts';
import { Segment } from './segment.ts';

/** How much of a checksum's cover is read to verify it; see `Decoder`. */
export const Checksums = { NONE: 0, HEADERS: 1, ALL: 2 } as const;

/** Nobody sends a longer frame; keeps offsets within 31 bits whatever a capture claims. */
const MAX_WIRE_LENGTH = 0x3fff_ffff;

/**
 * What is left of a frame. No layer reads at or behind `end`.
 *
 * ```
 * …|link|IP|TCP|payload|padding|…         …|link|IP|TCP|payl|
 *          ^at         ^end = wireEnd              ^at      ^end   ^wireEnd     cut by the snap length
 * ```
 */
export class Frame {
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Offset of the next layer's first octet. */
  at = 0;
  /** Offset behind the last captured octet that belongs to the current layer. */
  end = 0;
  /** Where that layer ends on the wire. */
  wireEnd = 0;
  scope = 0;
  /** What is found is written here; outer IP headers are overwritten by inner ones. */
  segment: Segment = new Segment();
  /** One of `Checksums`. */
  checksums = 0;
  /** False where the pseudo header or the extent of the TCP checksum is not known. */
  isVerifiable = true;
  readonly scopes: Scopes = new Scopes();
  /** IP datagrams of which some fragments have been seen. */
  readonly datagrams: Datagrams = new Datagrams();

  /** Starts on a frame in `view` from `start` to `end`. */
  begin(view: DataView, start: number, end: number, wireLength: number, time: number, segment: Segment): void {
    // Stores of object references cost a write barrier each, and these hardly ever change.
    if (this.view !== view) this.view = view;
    if (this.segment !== segment) this.segment = segment;
    this.at = start;
    this.end = end;
    this.wireEnd = wireLength > end - start ? start + Math.min(wireLength, MAX_WIRE_LENGTH) : end;
    this.scope = 0;
    this.isVerifiable = true;
    segment.time = time;
    segment.badChecksum = 0;
  }

  /** Captured octets left. */
  get captured(): number {
    return this.end - this.at;
  }

  /** The verdict on a layer whose fixed header does not fit: cut off by the capture, or by its own sender. */
  tooShort(): number {
    return this.end < this.wireEnd ? TRUNCATED : MALFORMED;
  }

  /** Takes `octets` that the current layer occupies. False where the capture does not reach that far. */
  skip(octets: number): boolean {
    this.at += octets;
    return this.at <= this.end;
  }

  /** The current layer occupies `octets` on the wire from `at`; what follows is padding or a trailer. */
  limit(octets: number): void {
    this.wireEnd = this.at + octets;
    if (this.wireEnd < this.end) this.end = this.wireEnd;
  }

  /** What follows is inside a VLAN or tunnel known by a number. */
  enter(kind: ScopeKind, id: number): void {
    this.scope = this.scopes.numbered(this.scope, kind, id);
  }

  /** What follows is inside a tunnel known by the addresses of the IP header just read. */
  enterBetweenAddresses(kind: ScopeKind): void {
    this.scope = this.scopes.between(this.scope, kind, this.segment);
  }
}
