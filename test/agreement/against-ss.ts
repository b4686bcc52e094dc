/** The states of sockets as ss lists them, and the same of flows, to be compared. */
import { type Flow, socketName } from './outside.ts';

/** What connections are made to do, in every way that ends in a state that ss lists. */
export const SCENES: readonly string[] = [
  'client-close',
  'server-close',
  'leak',
  'half-close',
  'reset',
  'unread',
  'refused',
  'open',
  'both-close',
];

/** States of sockets that ss does not list: they are gone, or their kernel never heard of them. */
const UNLISTED = ['CLOSED', 'LISTEN', null];

const RFC_SPELLING: Readonly<Record<string, string>> = { ESTAB: 'ESTABLISHED', 'SYN-RECV': 'SYN_RCVD' };

/** `local peer` -> state, from lines of `state local peer`. */
export function kernelStates(listing: string): Map<string, string> {
  const rows = listing
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(
    rows.map(([state = '', local, peer]) => [`${local} ${peer}`, RFC_SPELLING[state] ?? state.replaceAll('-', '_')]),
  );
}

/** The same of the latest incarnation of every flow; what ss would not list is left out. */
export function ourStates(flows: readonly Flow[]): Map<string, string | null> {
  const states = new Map(
    flows.flatMap(({ client, server }): [string, string | null][] => [
      [`${socketName(client)} ${socketName(server)}`, client.state],
      [`${socketName(server)} ${socketName(client)}`, server.state],
    ]),
  );
  return new Map([...states].filter(([, state]) => !UNLISTED.includes(state)));
}

/** Scene `last-ack`: every last ACK that passed was lost behind the capture point. Only the kernel knows. */
const NOBODY_CAN_TELL = /:8011 /;

/** One line for each socket, sorted, without those of which nobody can tell. */
export const lines = (states: Map<string, string | null>): string[] =>
  [...states]
    .filter(([ends]) => !NOBODY_CAN_TELL.test(`${ends} `))
    .map(([ends, state]) => `${ends} ${state}`)
    .sort();
