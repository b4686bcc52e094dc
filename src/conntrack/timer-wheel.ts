/**
 * Which flows to look at when: slots of a second each, and in each the flows that are due then.
 *
 * A flow waits in one slot at most, `Hot.DUE` says for which second. Packets never touch the wheel: when a slot comes round,
 * whoever owns the flow looks what is due, and puts it back for later. A flow that is taken out leaves its entry behind, which
 * is passed over: its record waits for nothing then, or as another flow's for another second.
 */
import { FLOW_WORDS, FlowFlag, HALF_WORDS, Hot } from './flow-record.ts';
import { type FlowTable, MOST_TOUCHED } from './flow-table.ts';

const SECOND = 1e9;
const SLOTS = 512;
const FIRST_ENTRIES = 16;
const NO_FLOWS = new Int32Array(0);

export class TimerWheel {
  /** The time (nanoseconds) at which there is something to do next, at the earliest. */
  next: number = Number.NEGATIVE_INFINITY;
  /** How many flows wait. */
  waiting = 0;
  readonly #table: FlowTable;
  /** The entries of each slot, how many there are, and how many of them were left behind. */
  readonly #slots: Int32Array[] = Array.from({ length: SLOTS }, () => NO_FLOWS);
  readonly #counts = new Int32Array(SLOTS);
  readonly #stale = new Int32Array(SLOTS);
  /** The second that comes round next. */
  #second = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Has the flow looked at soon after `time` (nanoseconds); one that waits already stays where it is. */
  schedule(flow: number, time: number): void {
    const { words } = this.#table;
    const at = flow * FLOW_WORDS + HALF_WORDS;
    if ((words[at + Hot.FLAGS]! & FlowFlag.TIMED) !== 0) return;
    words[at + Hot.FLAGS]! |= FlowFlag.TIMED;
    // Not before the slot that comes next, nor further than the wheel reaches: it is put back then.
    const second = Math.min(Math.max(Math.ceil(time / SECOND), this.#second), this.#second + SLOTS - 2);
    words[at + Hot.DUE] = second;
    this.waiting++;
    const slot = second % SLOTS;
    const count = this.#counts[slot]!++;
    if (count === this.#slots[slot]!.length) this.#grow(slot);
    this.#slots[slot]![count] = flow;
  }

  /** Hands over every flow whose slot has come by `now`. `look` may schedule it, and others, anew, or release them. */
  turn(now: number, look: (flow: number) => void): void {
    const last = Math.floor(now / SECOND);
    // After a long silence every slot comes round once, no more.
    let second = Math.max(this.#second, last - SLOTS + 1);
    for (; second <= last; second++) {
      this.#second = second + 1;
      const slot = second % SLOTS;
      const flows = this.#slots[slot]!;
      const count = this.#counts[slot]!;
      this.#slots[slot] = NO_FLOWS;
      this.#counts[slot] = 0;
      this.#stale[slot] = 0;
      for (let from = 0; from < count; from += MOST_TOUCHED) {
        const to = Math.min(count, from + MOST_TOUCHED);
        this.#table.touchFlows(flows, from, to);
        for (let i = from; i < to; i++) if (this.#take(flows[i]!, slot)) look(flows[i]!);
      }
    }
    this.next = this.#second * SECOND;
  }

  /** Takes the flow out of its slot, if it waits in one. */
  cancel(flow: number): void {
    const slot = this.#table.words[flow * FLOW_WORDS + HALF_WORDS + Hot.DUE]! % SLOTS;
    if (!this.#take(flow, slot)) return;
    const stale = ++this.#stale[slot]!;
    if (stale > FIRST_ENTRIES && stale * 2 > this.#counts[slot]!) this.#sift(slot);
  }

  /** Drops every entry, for all flows are to be let go now. */
  clear(): void {
    this.#counts.fill(0);
  }

  /** Whether the flow was waiting in the slot. It is not any more. */
  #take(flow: number, slot: number): boolean {
    if (!this.#waits(flow, slot)) return false;
    this.#table.words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]! &= ~FlowFlag.TIMED;
    this.waiting--;
    return true;
  }

  #waits(flow: number, slot: number): boolean {
    const { words } = this.#table;
    const at = flow * FLOW_WORDS + HALF_WORDS;
    return (words[at + Hot.FLAGS]! & FlowFlag.TIMED) !== 0 && words[at + Hot.DUE]! % SLOTS === slot;
  }

  #grow(slot: number): void {
    const entries = this.#slots[slot]!;
    const more = new Int32Array(Math.max(FIRST_ENTRIES, entries.length * 2));
    more.set(entries);
    this.#slots[slot] = more;
  }

  /** Drops the entries that were left behind, so that they never outnumber the flows that wait. */
  #sift(slot: number): void {
    const entries = this.#slots[slot]!;
    const { words } = this.#table;
    let count = 0;
    for (let i = 0; i < this.#counts[slot]!; i++) {
      const flow = entries[i]!;
      if (!this.#waits(flow, slot)) continue;
      entries[count++] = flow;
      // Of a flow that came back to this slot there are two.
      words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]! &= ~FlowFlag.TIMED;
    }
    for (let i = 0; i < count; i++) words[entries[i]! * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]! |= FlowFlag.TIMED;
    this.#counts[slot] = count;
    this.#stale[slot] = 0;
  }
}
