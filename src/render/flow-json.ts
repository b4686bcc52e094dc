/** A flow as a JSON object. The text between its values is ready beforehand: it is most of the object. */
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { ProcessOf } from '../conntrack/findings/finding.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import {
  CONNECTION,
  END_COUNTS,
  END_STATE,
  END_TOTALS,
  IDENTITY,
  ISN,
  OPTION_FLAGS,
  OPTION_VALUES,
  optionRun,
  ROUND_TRIPS,
  TIMER,
  WINDOW,
} from './flow-fields.ts';
import { type Before, members, writeMembers } from './members.ts';
import { phrase } from './phrase.ts';
import type { Values } from './values.ts';

/** `first` stands before the first of them. */
function object(first: string): Before {
  return (name, place) => `${place === 0 ? first : ','}"${name}":`;
}

const identity = members(IDENTITY, object(''));
const client = phrase(',"client":');
const server = phrase(',"server":');
const endState = members(END_STATE, object('{'));
const noTimer = phrase(',"timer":null');
const timer = members(TIMER, object(',"timer":{'));
const endRest = members(
  [...END_TOTALS, END_COUNTS, ISN, optionRun([...OPTION_VALUES, ...OPTION_FLAGS]), WINDOW],
  object(','),
);
const noProcess = phrase(',"process":null}');
const connection = members(CONNECTION, object(','));
const roundTrips = members(ROUND_TRIPS, object(',"rtt":{'));
const notesBefore = phrase('},"notes":');
const findingsBefore = phrase(',"findings":');

/**
 * Writes the members of the object and its closing brace; the opening one is there already. `findings` are the ids of what is wrong
 * with it; without `processOf` no process is known.
 */
export function writeFlowMembers(
  to: Values,
  flow: FlowCursor,
  findings: readonly string[],
  processOf: ProcessOf | null,
): void {
  const { out } = to;
  const { vlan, tunnel, notes } = flow;
  writeMembers(identity, to, flow, flow.client);
  if (vlan.length > 0) out.text(`,"vlan":${JSON.stringify(vlan)}`);
  if (tunnel !== null) out.text(`,"tunnel":${JSON.stringify(tunnel)}`);
  out.phrase(client);
  writeEnd(to, flow, flow.client, processOf);
  out.phrase(server);
  writeEnd(to, flow, flow.server, processOf);
  writeMembers(connection, to, flow, flow.client);
  writeMembers(roundTrips, to, flow, flow.client);
  out.phrase(notesBefore);
  writeList(to, notes);
  out.phrase(findingsBefore);
  writeList(to, findings);
  out.text('}');
}

function writeEnd(to: Values, flow: FlowCursor, end: Endpoint, processOf: ProcessOf | null): void {
  const { out } = to;
  writeMembers(endState, to, flow, end);
  if (flow.timer(end) === null) {
    out.phrase(noTimer);
  } else {
    writeMembers(timer, to, flow, end);
    out.text('}');
  }
  writeMembers(endRest, to, flow, end);
  const process = processOf === null ? null : processOf(flow, end);
  if (process === null) {
    out.phrase(noProcess);
  } else {
    const { pid, name, fds } = process;
    out.text(`,"process":${JSON.stringify({ pid, name, fds })}}`);
  }
}

function writeList({ out }: Values, list: readonly string[]): void {
  out.text(list.length === 0 ? '[]' : JSON.stringify(list));
}
