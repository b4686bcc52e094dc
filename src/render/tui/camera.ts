/** Takes pictures: brings together what the model asks for and what is known at that moment. Frozen, it shows the last one again. */
import type { Finding } from '../../conntrack/findings/finding.ts';
import type { FlowRows } from '../../conntrack/flow-rows.ts';
import { stateOfCode, UNKNOWN } from '../../conntrack/states.ts';
import { both, type Filter } from '../filter.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import type { ThisHost } from './locals.ts';
import { type Model, orderOf, settle } from './model.ts';
import type { Detail, PairTrend, Picture, Rate, Recording } from './picture.ts';
import { Pulse } from './pulse.ts';
import { MOST_ROWS, Survey, type Watched } from './survey.ts';
import { isOver, TABS } from './tabs.ts';

const CODES: number = UNKNOWN + 1;

/** What others know of the run. */
export interface Moment {
  readonly capture: CaptureFacts;
  readonly totals: Totals;
  readonly recording: Recording | null;
  readonly ended: boolean;
}

/** What stays as it is while the picture is frozen. */
interface Held extends Moment {
  readonly packets: Rate;
  readonly bits: Rate;
  readonly pairs: readonly PairTrend[];
  readonly findings: readonly Finding[] | null;
}

export interface Shot {
  readonly picture: Picture;
  /** The model, brought in line with what there is. */
  readonly model: Model;
}

export class Camera {
  readonly survey: Survey;
  readonly #pulse = new Pulse();
  readonly #accepts: Filter | null;
  #held: Held | null = null;
  #detail: Detail | null = null;

  /** @param remember makes a memory for rows; `accepts` lets connections on the screen at all */
  constructor(tracker: Watched, host: ThisHost, remember: () => FlowRows, accepts: Filter | null) {
    this.#accepts = accepts;
    this.survey = new Survey(tracker, host, remember, accepts);
  }

  /** The capture has reached `now` (nanoseconds) with so many packets, and octets on the wire, in all. */
  reach(now: number, packets: number, octets: number): void {
    this.#pulse.reach(now, packets, octets, this.survey.tally.pairs);
  }

  /** A picture with the rows in view, `page` of them. To be taken between batches. */
  take(asked: Model, page: number, moment: Moment): Shot {
    const { survey } = this;
    survey.freeze(asked.frozen);
    const selection = survey.take({
      accepts: both(this.#accepts, asked.filter.accepts),
      tab: TABS[asked.tab]!,
      order: orderOf(asked),
      closedToo: asked.closedToo,
    });
    const model = settle(asked, { ids: selection.ids, page });
    if (this.#held === null || !model.frozen) this.#held = this.#hold(moment);
    const rows = survey.rows(model.top, model.top + page);
    const { sides, tally } = survey;
    return {
      picture: {
        ...this.#held,
        ...selection,
        sides,
        tabs: tally.tabs,
        rows,
        detail: this.#look(model),
      },
      model,
    };
  }

  /** The same with every row that can be scrolled to. */
  takeWhole(model: Model, moment: Moment): Picture {
    return this.take(model, MOST_ROWS, moment).picture;
  }

  #hold(moment: Moment): Held {
    const { packets, bits } = this.#pulse;
    return { ...moment, packets, bits, pairs: this.#pairs(), findings: this.survey.findings };
  }

  /** The pairs of which something is left. */
  #pairs(): PairTrend[] {
    const found: PairTrend[] = [];
    for (const [index, flows] of this.survey.tally.pairs.entries()) {
      const first = Math.floor(index / CODES);
      const second = index % CODES;
      if (flows === 0 || isOver(first, second)) continue;
      const history = this.#pulse.pair(index);
      found.push({ first: stateOfCode(first), second: stateOfCode(second), flows, history });
    }
    return found.sort((a, b) => b.flows - a.flows);
  }

  /** All that is known of the connection that is looked at; while frozen, all that was when it was opened. */
  #look({ view, selected, frozen }: Model): Detail | null {
    if (view !== 'detail' || selected === null) {
      this.#detail = null;
      this.survey.lookAway();
    } else if (!frozen || this.#detail?.row.id !== selected) this.#detail = this.survey.detail(selected, this.#detail);
    return this.#detail;
  }
}
