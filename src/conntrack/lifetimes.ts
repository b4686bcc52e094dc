/** How long flows are remembered: timers run out, what is over is let go, and the least telling makes room. */
import { Eviction } from './eviction.ts';
import { Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import type { FlowMemory } from './flow-memory.ts';
import { FlowFlag, NONE } from './flow-record.ts';
import { MOST_TOUCHED } from './flow-table.ts';
import { close } from './reset.ts';
import type { Timeouts } from './timeouts.ts';
import { TimerWheel } from './timer-wheel.ts';
import { isOverAt, nextLook, runOutCause, runsOutAt } from './timers.ts';

export class Lifetimes {
  /** The latest time that the capture has reached, in nanoseconds since its epoch. */
  now = 0;
  /** Flows let go because there were too many. */
  evicted = 0;
  readonly #memory: FlowMemory;
  readonly #timeouts: Timeouts;
  readonly #wheel: TimerWheel;
  readonly #eviction: Eviction;
  /** The flow that is looked at, or let go. */
  readonly #flow: Flow;
  readonly #report: (flow: Flow) => void;
  readonly #look: (flow: number) => void;

  /** `report` hears of every flow that is let go, before it is forgotten. */
  constructor(memory: FlowMemory, timeouts: Timeouts, report: (flow: Flow) => void) {
    this.#memory = memory;
    this.#timeouts = timeouts;
    this.#wheel = new TimerWheel(memory.table);
    this.#eviction = new Eviction(memory.cursor());
    this.#flow = memory.cursor();
    this.#report = report;
    this.#look = (flow) => this.#lookAt(flow);
  }

  /** When there is something to do next, at the earliest. */
  get nextLook(): number {
    return this.#wheel.next;
  }

  /** Lets the timers run to `now`. */
  advance(now: number): void {
    if (now > this.now) this.now = now;
    this.#wheel.turn(this.now, this.#look);
  }

  /** Has the flow looked at when its next timer runs out. */
  schedule(flow: Flow): void {
    if (flow.is(FlowFlag.TIMED)) return;
    const at = nextLook(flow, this.#timeouts, this.now);
    if (at !== Number.POSITIVE_INFINITY) this.#wheel.schedule(flow.index, at);
  }

  /** Lets run out what is due at either end. */
  runOut(flow: Flow): void {
    this.#runOutOne(flow, 0);
    this.#runOutOne(flow, 1);
  }

  /** Lets the least telling flow go if there is no room for one more. */
  makeRoom(): void {
    if (this.#memory.table.size < this.#memory.table.capacity) return;
    this.evicted++;
    this.letGo(this.#eviction.leastTelling());
  }

  /** Reports the flow and forgets it, and the former connection of its pair with it. */
  letGo(index: number): void {
    const flow = this.#flow;
    flow.at(index, 0);
    const { related } = flow;
    if (related !== NONE && flow.is(FlowFlag.LISTED)) this.letGo(related);
    else if (related !== NONE) {
      flow.at(related, 0);
      flow.related = NONE;
    }
    flow.at(index, 0);
    this.#memory.giveUpWaiting(flow);
    this.#report(flow);
    this.#wheel.cancel(index);
    this.#memory.release(flow);
  }

  /** Lets every flow go. Nothing expires by that. */
  letAllGo(): void {
    const { table } = this.#memory;
    this.#wheel.turn(this.now, this.#look);
    this.#wheel.clear();
    const some = new Int32Array(MOST_TOUCHED);
    for (let index = 0; index < table.end; ) {
      let count = 0;
      for (; index < table.end && count < MOST_TOUCHED; index++) if (table.isLive(index)) some[count++] = index;
      table.touchFlows(some, 0, count);
      for (let i = 0; i < count; i++) {
        // One may have been let go with another.
        if (!table.isLive(some[i]!)) continue;
        this.#flow.at(some[i]!, 0);
        this.runOut(this.#flow);
        this.letGo(some[i]!);
      }
    }
  }

  #lookAt(index: number): void {
    const flow = this.#flow;
    flow.at(index, 0);
    this.runOut(flow);
    if (nextLook(flow, this.#timeouts, this.now) <= this.now) this.letGo(index);
    else this.schedule(flow);
  }

  #runOutOne(flow: Flow, half: number): void {
    const endpoint = flow.sender.half === half ? flow.sender : flow.receiver;
    const peer = endpoint === flow.sender ? flow.receiver : flow.sender;
    if (isOverAt(endpoint, peer, this.#timeouts) > this.now) return;
    const at = runsOutAt(endpoint, peer, this.#timeouts);
    const before = endpoint.facts;
    close(endpoint, runOutCause(endpoint), Sure.TIMER, at, 0);
    this.#memory.settle(flow, endpoint, before, at, 0);
  }
}
