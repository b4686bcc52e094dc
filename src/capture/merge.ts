/**
 * Several inputs as one, in time order.
 *
 * Files wait, closed, until the merge reaches their first packet, so rotated files are read one after the other. Where
 * inputs overlap, the one whose next packet is the earliest gives its packets up to the next packet of another: a slice
 * of its batch, so that nothing is copied.
 */
import type { PacketBatch } from './packet-batch.ts';
import type { Reader } from './reader.ts';

/** An input whose turn comes with its first packet. */
export interface Waiting {
  /** Nanoseconds since the capture's epoch; infinite where that is unknown or there is no packet. */
  readonly first: number;
  /**
   * Gives the reader, which may have its first batch in hand.
   *
   * @param alone whether no other input is being read
   */
  open(alone: boolean): Promise<Reader>;
}

/** An input being read. */
interface Track {
  readonly reader: Reader;
  /** Place among those that waited: decides between packets of equal time. */
  readonly rank: number;
  /** How much of its batch was given. */
  at: number;
  /** Time of its next packet. */
  head: number;
}

export class Merge {
  readonly #waiting: readonly Waiting[];
  #opened = 0;
  /** By time of the next packet, earliest first. */
  readonly #tracks: Track[] = [];
  #now = 0;

  /** @param waiting by time of the first packet */
  constructor(waiting: readonly Waiting[]) {
    this.#waiting = waiting;
  }

  /** The next packets, from one input; null at the end. What was given before is no longer valid. */
  async next(): Promise<PacketBatch | null> {
    const last = this.#tracks[0];
    if (last !== undefined) {
      if (last.at === last.reader.count && !(await refill(last))) this.#tracks.shift();
      else last.head = last.reader.packets.time[last.at]!;
      this.#sink();
    }
    while (this.#isDue()) await this.#openNext();
    const first = this.#tracks[0];
    return first === undefined ? null : this.#slice(first);
  }

  /** The second that times count from; 0 while that is unknown. */
  get epoch(): number {
    return this.#tracks[0]?.reader.clock.epoch || 0;
  }

  close(): void {
    for (const { reader } of this.#tracks) reader.close();
  }

  /** Whether the next packet may be one of an input that still waits. */
  #isDue(): boolean {
    const due = this.#waiting[this.#opened];
    const first = this.#tracks[0];
    return due !== undefined && (first === undefined || due.first <= first.head);
  }

  async #openNext(): Promise<void> {
    const rank = this.#opened++;
    const reader = await this.#waiting[rank]!.open(this.#tracks.length === 0);
    reader.clock.latest = Math.max(reader.clock.latest, this.#now);
    if (reader.count === 0 && !(await reader.next())) return;
    this.#tracks.unshift({ reader, rank, at: 0, head: reader.packets.time[0]! });
    this.#sink();
  }

  /** Moves the first track behind those whose next packet is earlier. */
  #sink(): void {
    const tracks = this.#tracks;
    const moved = tracks[0];
    if (moved === undefined) return;
    let i = 0;
    for (; i + 1 < tracks.length && comesBefore(tracks[i + 1]!, moved); i++) tracks[i] = tracks[i + 1]!;
    tracks[i] = moved;
  }

  /** What of the first track's batch comes before the next packet of any other input; at least one packet. */
  #slice(track: Track): PacketBatch {
    const { packets, count, clock } = track.reader;
    const next = this.#tracks[1];
    const due = this.#waiting[this.#opened]?.first ?? Number.POSITIVE_INFINITY;
    const until = next === undefined ? due : Math.min(next.head, due);
    const tiesWon = next === undefined || next.head > due || track.rank < next.rank;
    packets.from = track.at;
    if (isAhead(clock.latest, until, tiesWon)) {
      track.at = count;
      this.#now = Math.max(this.#now, clock.latest);
    } else {
      do this.#now = Math.max(this.#now, packets.time[track.at++]!);
      while (track.at < count && isAhead(packets.time[track.at]!, until, tiesWon));
    }
    packets.to = track.at;
    packets.now = this.#now;
    return packets;
  }
}

function isAhead(time: number, until: number, tiesWon: boolean): boolean {
  return time < until || (tiesWon && time === until);
}

function comesBefore(a: Track, b: Track): boolean {
  return a.head < b.head || (a.head === b.head && a.rank < b.rank);
}

async function refill(track: Track): Promise<boolean> {
  if (!(await track.reader.next())) return false;
  track.at = 0;
  track.head = track.reader.packets.time[0]!;
  return true;
}
