/**
 * What an endpoint sent beyond a gap: octets that were lost before the capture point, or are still to come. Kept only for
 * endpoints that have a gap, a few ranges each.
 */
import { seqDiff, seqMax } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Mark } from './marks.ts';

/** Ranges that are kept of one endpoint; more are forgotten, and count as unseen when they are acknowledged. */
const MOST_RANGES = 16;
/** Endpoints that can have gaps at one time; more are not looked at more closely. */
const MOST_ENDPOINTS = 65536;

interface Ranges {
  /** When the gap opened, in nanoseconds since the capture's epoch. */
  readonly since: number;
  /** Start and end of each range, unordered. */
  readonly bounds: Int32Array;
  count: number;
}

export class Gaps {
  readonly #byEndpoint = new Map<number, Ranges>();

  /** Takes in that the octets [seq, end) of `sender` were seen. */
  cover(sender: Endpoint, seq: number, end: number, time: number): void {
    if (seqDiff(end, sender.gapFree) <= 0) return;
    if (seqDiff(seq, sender.gapFree) <= 0) {
      sender.gapFree = end;
      if (sender.marked(Mark.GAPS)) this.#absorb(sender);
    } else {
      this.#keep(sender, seq, end, time);
    }
  }

  /** Whether the octets [seq, end) were seen beyond the gap. */
  holds(sender: Endpoint, seq: number, end: number): boolean {
    const ranges = this.#of(sender);
    if (ranges === undefined) return false;
    const { bounds, count } = ranges;
    for (let i = 0; i < 2 * count; i += 2) {
      if (seqDiff(seq, bounds[i]!) >= 0 && seqDiff(bounds[i + 1]!, end) >= 0) return true;
    }
    return false;
  }

  /** When the sender's gap opened; NaN where there is none. */
  since(sender: Endpoint): number {
    return this.#of(sender)?.since ?? Number.NaN;
  }

  /** Takes in that everything before `ack` reached the peer, seen or not; returns how many octets were never seen. */
  skipTo(sender: Endpoint, ack: number): number {
    let unseen = seqDiff(ack, sender.gapFree);
    if (unseen <= 0) return 0;
    const ranges = this.#of(sender);
    if (ranges !== undefined) {
      const { bounds, count } = ranges;
      for (let i = 0; i < 2 * count; i += 2) {
        const overlap = Math.min(seqDiff(ack, bounds[i]!), seqDiff(bounds[i + 1]!, bounds[i]!));
        if (overlap > 0) unseen -= overlap;
      }
    }
    sender.gapFree = ack;
    if (ranges !== undefined) this.#absorb(sender);
    return Math.max(0, unseen);
  }

  /** Forgets the endpoint. */
  forget(sender: Endpoint): void {
    if (!sender.marked(Mark.GAPS)) return;
    this.#byEndpoint.delete(key(sender));
    sender.unmark(Mark.GAPS);
  }

  #of(sender: Endpoint): Ranges | undefined {
    return sender.marked(Mark.GAPS) ? this.#byEndpoint.get(key(sender)) : undefined;
  }

  #keep(sender: Endpoint, seq: number, end: number, time: number): void {
    let ranges = this.#of(sender);
    if (ranges === undefined) {
      if (this.#byEndpoint.size >= MOST_ENDPOINTS) return;
      ranges = { since: time, bounds: new Int32Array(2 * MOST_RANGES), count: 0 };
      this.#byEndpoint.set(key(sender), ranges);
      sender.mark(Mark.GAPS);
    }
    const { bounds } = ranges;
    for (let i = 0; i < 2 * ranges.count; i += 2) {
      const touches = seqDiff(seq, bounds[i + 1]!) <= 0 && seqDiff(bounds[i]!, end) <= 0;
      if (!touches) continue;
      if (seqDiff(seq, bounds[i]!) < 0) bounds[i] = seq;
      bounds[i + 1] = seqMax(bounds[i + 1]!, end);
      return;
    }
    if (ranges.count === MOST_RANGES) return;
    bounds[2 * ranges.count] = seq;
    bounds[2 * ranges.count + 1] = end;
    ranges.count++;
  }

  /** Moves the gap-free end over every range that it has reached. */
  #absorb(sender: Endpoint): void {
    const ranges = this.#of(sender);
    if (ranges === undefined) return;
    const { bounds } = ranges;
    for (let i = 0; i < 2 * ranges.count; ) {
      if (seqDiff(bounds[i]!, sender.gapFree) > 0) {
        i += 2;
        continue;
      }
      sender.gapFree = seqMax(sender.gapFree, bounds[i + 1]!);
      ranges.count--;
      bounds[i] = bounds[2 * ranges.count]!;
      bounds[i + 1] = bounds[2 * ranges.count + 1]!;
      i = 0;
    }
    if (ranges.count === 0) this.forget(sender);
  }
}

function key(endpoint: Endpoint): number {
  return endpoint.flow * 2 + endpoint.half;
}
