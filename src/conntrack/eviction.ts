/** Which flow to let go when there are too many: the least telling of a few, so that a flood costs little and displaces floods. */
import { Fact, holds } from './facts.ts';
import type { Flow } from './flow.ts';
import { FlowFlag } from './flow-record.ts';
import { StateCode } from './states.ts';
import { isGone } from './timers.ts';

/** How many flows are weighed for each one that goes. */
const WEIGHED = 16;

export class Eviction {
  readonly #flow: Flow;
  #hand = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** The flow to let go. The table is not empty. */
  leastTelling(): number {
    const { table } = this.#flow;
    let least = -1;
    let leastWeight = Number.POSITIVE_INFINITY;
    let leastSeen = Number.POSITIVE_INFINITY;
    for (let weighed = 0; weighed < WEIGHED || least < 0; ) {
      this.#hand = (this.#hand + 1) % table.end;
      if (!table.isLive(this.#hand)) {
        weighed += least < 0 ? 0 : 1;
        continue;
      }
      weighed++;
      this.#flow.at(this.#hand, 0);
      const weight = weigh(this.#flow);
      const seen = Math.max(this.#flow.sender.lastSeen, this.#flow.receiver.lastSeen);
      if (weight < leastWeight || (weight === leastWeight && seen < leastSeen)) {
        least = this.#hand;
        leastWeight = weight;
        leastSeen = seen;
      }
    }
    return least;
  }
}

/** How telling a flow is: what is over tells least, then what never opened, then what is closing by itself. */
function weigh(flow: Flow): number {
  const { sender, receiver } = flow;
  if (!flow.is(FlowFlag.LISTED) || isGone(flow)) return 0;
  if (!holds(sender.facts | receiver.facts, Fact.ESTABLISHED)) {
    return sender.packets === 0 || receiver.packets === 0 ? 1 : 2;
  }
  const over = (state: number): boolean => state === StateCode.TIME_WAIT || state === StateCode.CLOSED;
  return over(sender.state) && over(receiver.state) ? 3 : 4;
}
