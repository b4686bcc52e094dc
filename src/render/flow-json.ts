/** A flow as a JSON object. The text between its values is ready beforehand: it is most of the object. */
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import {
  CONNECTION,
  END_DETAILS,
  END_STATE,
  END_TOTALS,
  type Field,
  IDENTITY,
  ROUND_TRIPS,
  TIMER,
} from './flow-fields.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Values } from './values.ts';

/** A field with the text that stands before its value. */
interface Member {
  readonly before: Phrase;
  readonly write: Field[1];
}

/** Fields of an object: `first` stands before the first of them. */
function members(first: string, fields: readonly Field[]): readonly Member[] {
  return fields.map(([name, write], i) => ({ before: phrase(`${i === 0 ? first : ','}"${name}":`), write }));
}

const identity = members('', IDENTITY);
const client = phrase(',"client":');
const server = phrase(',"server":');
const endState = members('{', END_STATE);
const timerBefore = phrase(',"timer":');
const timer = members('{', TIMER);
const endRest = members(',', [...END_TOTALS, ...END_DETAILS]);
const endAfter = phrase(',"process":null}');
const connection = members(',', CONNECTION);
const roundTrips = members(',"rtt":{', ROUND_TRIPS);
const notesBefore = phrase('},"notes":');
const after = phrase(',"findings":[]}');

/** Writes the members of the object and its closing brace; the opening one is there already. */
export function writeFlowMembers(to: Values, flow: FlowCursor): void {
  const { out } = to;
  const { vlan, tunnel, notes } = flow;
  writeMembers(to, identity, flow, flow.client);
  if (vlan.length > 0) out.text(`,"vlan":${JSON.stringify(vlan)}`);
  if (tunnel !== null) out.text(`,"tunnel":${JSON.stringify(tunnel)}`);
  out.phrase(client);
  writeEnd(to, flow, flow.client);
  out.phrase(server);
  writeEnd(to, flow, flow.server);
  writeMembers(to, connection, flow, flow.client);
  writeMembers(to, roundTrips, flow, flow.client);
  out.phrase(notesBefore);
  out.text(notes.length === 0 ? '[]' : JSON.stringify(notes));
  out.phrase(after);
}

function writeEnd(to: Values, flow: FlowCursor, end: Endpoint): void {
  const { out } = to;
  writeMembers(to, endState, flow, end);
  out.phrase(timerBefore);
  if (flow.timer(end) === null) {
    out.text('null');
  } else {
    writeMembers(to, timer, flow, end);
    out.text('}');
  }
  writeMembers(to, endRest, flow, end);
  out.phrase(endAfter);
}

function writeMembers(to: Values, fields: readonly Member[], flow: FlowCursor, end: Endpoint): void {
  const { out } = to;
  for (let i = 0; i < fields.length; i++) {
    const { before, write } = fields[i]!;
    out.phrase(before);
    write(to, flow, end);
  }
}
