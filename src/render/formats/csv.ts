/** Flows only, one a line, as RFC 4180 has it. */
import type { Endpoint } from '../../conntrack/endpoint.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import { ChosenLines } from '../chosen-lines.ts';
import {
  CONNECTION,
  END_COUNTS,
  END_STATE,
  END_TOTALS,
  type Field,
  IDENTITY,
  ISN,
  OPTION_VALUES,
  optionRun,
  ROUND_TRIPS,
  type Run,
  TIMER,
  WINDOW,
} from '../flow-fields.ts';
import { type Member, members, namesOf, writeMembers } from '../members.ts';
import { CSV_NOTATION, Values } from '../values.ts';
import type { Job, Output } from './output.ts';

type Side = (flow: FlowCursor) => Endpoint;

/** Columns beside each other that are of one endpoint, or of none. */
interface Columns {
  readonly names: readonly string[];
  readonly members: readonly Member[];
  readonly side: Side;
}

/** In JSON an object of its own; here the name of the timer is the timer. */
const TIMER_FIELDS = TIMER.map(([name, write]): Field => [name === 'name' ? 'timer' : `timer_${name}`, write]);

const WHERE: readonly Field[] = [
  ['vlan', (to, flow) => to.word(flow.vlan.join('.'))],
  ['tunnel', (to, flow) => to.word(flow.tunnel)],
];
const NOTES: Field = ['notes', (to, flow) => to.word(flow.notes.join(' '))];

const client: Side = (flow) => flow.client;
const server: Side = (flow) => flow.server;
const endFields = [...END_STATE, ...TIMER_FIELDS, ...END_TOTALS];
/** Of the options those with values: JSON has the others. */
const endDetails = [END_COUNTS, ISN, optionRun(OPTION_VALUES), WINDOW];

/** No value holds a comma, a quote or a line break, so none needs quotes. */
const COLUMNS: readonly Columns[] = [
  columns('', client, [...IDENTITY, ...WHERE], ''),
  columns('client_', client, endFields),
  columns('server_', server, endFields),
  columns('', client, CONNECTION),
  columns('rtt_', client, ROUND_TRIPS),
  columns('', client, [NOTES]),
  columns('client_', client, endDetails),
  columns('server_', server, endDetails),
];

function columns(prefix: string, side: Side, pieces: readonly (Field | Run)[], first = ','): Columns {
  return {
    names: namesOf(pieces).map((name) => prefix + snake(name)),
    members: members(pieces, (_, place) => (place === 0 ? first : ',')),
    side,
  };
}

/** `communityId` as `community_id`. */
function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** RFC 4180 §2. */
const LINE_END = '\r\n';

export function open(job: Job): Output {
  const { sink } = job;
  const values = new Values(sink.out, CSV_NOTATION);
  const lines = new ChosenLines(job, (flow) => {
    for (const { members: some, side } of COLUMNS) writeMembers(some, values, flow, side(flow));
    sink.out.text(LINE_END);
  });
  return {
    begin({ epoch }) {
      values.epoch = epoch;
      if (job.table.header) sink.text(COLUMNS.flatMap(({ names }) => names).join(',') + LINE_END);
    },
    flow: (flow) => lines.offer(flow),
    transition: null,
    findings: null,
    pause: () => sink.flush(),
    end() {
      lines.end();
      sink.flush();
    },
  };
}
