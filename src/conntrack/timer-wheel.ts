/**
 * Which flows to look at when: slots of a second each, and in each a chain of flows through `Hot.LINK`.
 *
 * A flow waits in one slot at most. Packets never touch the wheel: when a slot comes round, whoever owns the flow looks
 * what is due, and puts it back for later.
 */
import { Cold, FLOW_WORDS, FlowFlag, HALF_WORDS, Hot, NONE } from './flow-record.ts';
import { type FlowTable, MOST_TOUCHED } from './flow-table.ts';

const SECOND = 1e9;
const SLOTS = 512;

export class TimerWheel {
  readonly #table: FlowTable;
  readonly #heads = new Int32Array(SLOTS).fill(NONE);
  readonly #due = new Int32Array(MOST_TOUCHED);
  /** The second that comes round next. */
  #second = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** The time (nanoseconds) at which there is something to do next, at the earliest. */
  get next(): number {
    return this.#second * SECOND;
  }

  /** Has the flow looked at soon after `time` (nanoseconds); one that waits already stays where it is. */
  schedule(flow: number, time: number): void {
    const { words } = this.#table;
    const at = flow * FLOW_WORDS + HALF_WORDS;
    if ((words[at + Hot.FLAGS]! & FlowFlag.TIMED) !== 0) return;
    words[at + Hot.FLAGS]! |= FlowFlag.TIMED;
    // Not before the slot that comes next, nor further than the wheel reaches: it is put back then.
    const second = Math.min(Math.max(Math.ceil(time / SECOND), this.#second), this.#second + SLOTS - 2);
    const slot = second % SLOTS;
    const head = this.#heads[slot]!;
    words[at + Hot.LINK] = head;
    words[flow * FLOW_WORDS + Cold.BACK_LINK] = ~slot;
    if (head !== NONE) words[head * FLOW_WORDS + Cold.BACK_LINK] = flow;
    this.#heads[slot] = flow;
  }

  /** Hands over every flow whose slot has come by `now`. `look` may schedule it, and others, anew, or release them. */
  turn(now: number, look: (flow: number) => void): void {
    const last = Math.floor(now / SECOND);
    // After a long silence every slot comes round once, no more.
    if (last - this.#second >= SLOTS) this.#second = last - SLOTS + 1;
    while (this.#second <= last) {
      const slot = this.#second % SLOTS;
      this.#second++;
      while (this.#heads[slot] !== NONE) {
        const count = this.#takeSome(slot);
        this.#table.touchFlows(this.#due, count);
        for (let i = 0; i < count; i++) {
          // One that was due with others may have been let go with one of them.
          if (this.#table.isLive(this.#due[i]!)) look(this.#due[i]!);
        }
      }
    }
  }

  /** Takes flows out of the slot into `due`, from its head; returns how many. */
  #takeSome(slot: number): number {
    const { words } = this.#table;
    let count = 0;
    let flow = this.#heads[slot]!;
    while (flow !== NONE && count < MOST_TOUCHED) {
      this.#due[count++] = flow;
      const at = flow * FLOW_WORDS + HALF_WORDS;
      words[at + Hot.FLAGS]! &= ~FlowFlag.TIMED;
      flow = words[at + Hot.LINK]!;
    }
    this.#heads[slot] = flow;
    if (flow !== NONE) words[flow * FLOW_WORDS + Cold.BACK_LINK] = ~slot;
    return count;
  }

  /** Takes the flow out of its slot, if it waits in one. */
  cancel(flow: number): void {
    const { words } = this.#table;
    const at = flow * FLOW_WORDS + HALF_WORDS;
    if ((words[at + Hot.FLAGS]! & FlowFlag.TIMED) === 0) return;
    words[at + Hot.FLAGS]! &= ~FlowFlag.TIMED;
    const next = words[at + Hot.LINK]!;
    const back = words[flow * FLOW_WORDS + Cold.BACK_LINK]!;
    if (back < 0) this.#heads[~back] = next;
    else words[back * FLOW_WORDS + HALF_WORDS + Hot.LINK] = next;
    if (next !== NONE) words[next * FLOW_WORDS + Cold.BACK_LINK] = back;
  }
}
