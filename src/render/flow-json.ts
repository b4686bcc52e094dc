/** A flow as a JSON object. The text between its values is ready beforehand: it is most of the object. */
import type { Endpoint } from '../conntrack/endpoint.ts';
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
const endAfter = phrase(',"process":null}');
const connection = members(CONNECTION, object(','));
const roundTrips = members(ROUND_TRIPS, object(',"rtt":{'));
const notesBefore = phrase('},"notes":');
const after = phrase(',"findings":[]}');

/** Writes the members of the object and its closing brace; the opening one is there already. */
export function writeFlowMembers(to: Values, flow: FlowCursor): void {
  const { out } = to;
  const { vlan, tunnel, notes } = flow;
  writeMembers(identity, to, flow, flow.client);
  if (vlan.length > 0) out.text(`,"vlan":${JSON.stringify(vlan)}`);
  if (tunnel !== null) out.text(`,"tunnel":${JSON.stringify(tunnel)}`);
  out.phrase(client);
  writeEnd(to, flow, flow.client);
  out.phrase(server);
  writeEnd(to, flow, flow.server);
  writeMembers(connection, to, flow, flow.client);
  writeMembers(roundTrips, to, flow, flow.client);
  out.phrase(notesBefore);
  out.text(notes.length === 0 ? '[]' : JSON.stringify(notes));
  out.phrase(after);
}

function writeEnd(to: Values, flow: FlowCursor, end: Endpoint): void {
  const { out } = to;
  writeMembers(endState, to, flow, end);
  if (flow.timer(end) === null) {
    out.phrase(noTimer);
  } else {
    writeMembers(timer, to, flow, end);
    out.text('}');
  }
  writeMembers(endRest, to, flow, end);
  out.phrase(endAfter);
}
