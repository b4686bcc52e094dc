/** Flows only, one a line, as RFC 4180 has it. */
import type { Endpoint } from '../../conntrack/endpoint.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import { ChosenLines } from '../chosen-lines.ts';
import {
  CONNECTION,
  END_DETAILS,
  END_STATE,
  END_TOTALS,
  type Field,
  IDENTITY,
  ROUND_TRIPS,
  TIMER,
} from '../flow-fields.ts';
import { CSV_NOTATION, Values } from '../values.ts';
import type { Job, Output } from './output.ts';

type Side = (flow: FlowCursor) => Endpoint;

interface Column {
  readonly name: string;
  readonly side: Side;
  readonly write: Field[1];
}

/** In JSON an object of its own; here the name of the timer is the timer. */
const TIMER_COLUMNS = TIMER.map(([name, write]): Field => [name === 'name' ? 'timer' : `timer_${name}`, write]);
/** Options of the SYN that programs seldom ask for: JSON has them. */
const LEFT_OUT: ReadonlySet<string> = new Set(['sackPermitted', 'timestamps', 'fastOpen', 'mptcp']);
const DETAILS = END_DETAILS.filter(([name]) => !LEFT_OUT.has(name));

const WHERE: readonly Field[] = [
  ['vlan', (to, flow) => to.word(flow.vlan.join('.'))],
  ['tunnel', (to, flow) => to.word(flow.tunnel)],
];
const NOTES: Field = ['notes', (to, flow) => to.word(flow.notes.join(' '))];

const client: Side = (flow) => flow.client;
const server: Side = (flow) => flow.server;
const endFields = [...END_STATE, ...TIMER_COLUMNS, ...END_TOTALS];

/** No value holds a comma, a quote or a line break, so none needs quotes. */
const COLUMNS: readonly Column[] = [
  ...columns('', client, [...IDENTITY, ...WHERE]),
  ...columns('client_', client, endFields),
  ...columns('server_', server, endFields),
  ...columns('', client, CONNECTION),
  ...columns('rtt_', client, ROUND_TRIPS),
  ...columns('', client, [NOTES]),
  ...columns('client_', client, DETAILS),
  ...columns('server_', server, DETAILS),
];

function columns(prefix: string, side: Side, fields: readonly Field[]): Column[] {
  return fields.map(([name, write]) => ({ name: prefix + snake(name), side, write }));
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
    for (let i = 0; i < COLUMNS.length; i++) {
      const { side, write } = COLUMNS[i]!;
      if (i > 0) sink.out.text(',');
      write(values, flow, side(flow));
    }
    sink.out.text(LINE_END);
  });
  return {
    begin({ epoch }) {
      values.epoch = epoch;
      if (job.table.header) sink.text(COLUMNS.map(({ name }) => name).join(',') + LINE_END);
    },
    flow: (flow) => lines.offer(flow),
    transition: null,
    pause: () => sink.flush(),
    end() {
      lines.end();
      sink.flush();
    },
  };
}
