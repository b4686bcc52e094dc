/** How a connection opened, and how it ended: each a place in a list of words. */
import type { Endpoint } from './endpoint.ts';
import { CloseCause, closeCause, Fact, PASSIVE, Sure } from './facts.ts';
import { wasReset } from './history.ts';
import { Mark, wordsIn } from './marks.ts';
import { Note } from './notes.ts';
import { StateCode } from './states.ts';

/** How much of the handshake was seen. */
export const HANDSHAKES = ['none', 'partial', 'complete'] as const;
/** Who closed first. */
export const CLOSERS = [null, 'client', 'server', 'both'] as const;
/** How a connection ended. */
export const ENDINGS = [null, 'fin', 'rst', 'timeout'] as const;

/** Place in `HANDSHAKES`. */
export function handshakeOf(client: Endpoint, server: Endpoint): number {
  const syn = client.has(Fact.SYN_SENT);
  const synAck = server.has(Fact.SYNACK_SENT);
  if (!syn && !synAck) return 0;
  if (!syn || !synAck || !server.has(Fact.ESTABLISHED) || !client.has(Fact.ESTABLISHED)) return 1;
  const seen = client.sureOf(Fact.SYN_SENT) === Sure.SEEN && server.sureOf(Fact.SYNACK_SENT) === Sure.SEEN;
  return seen ? 2 : 1;
}

/** Place in `CLOSERS`. */
export function closerOf(client: Endpoint, server: Endpoint): number {
  const clientFin = client.has(Fact.FIN_SENT);
  const serverFin = server.has(Fact.FIN_SENT);
  if (clientFin && serverFin) {
    if ((client.facts & PASSIVE) !== 0) return 2;
    return (server.facts & PASSIVE) !== 0 ? 1 : 3;
  }
  if (clientFin || serverFin) return clientFin ? 1 : 2;
  const clientCause = causeOf(client);
  const serverCause = causeOf(server);
  if (serverCause === CloseCause.SENT_RST || clientCause === CloseCause.REFUSED) return 2;
  if (clientCause === CloseCause.SENT_RST || serverCause === CloseCause.REFUSED) return 1;
  if (clientCause === CloseCause.RECEIVED_RST) return 2;
  return serverCause === CloseCause.RECEIVED_RST ? 1 : 0;
}

/** Place in `ENDINGS`. */
export function endingOf(client: Endpoint, server: Endpoint): number {
  if (wasReset(client.facts) || wasReset(server.facts)) return 2;
  if (client.has(Fact.FIN_SENT) && server.has(Fact.FIN_SENT)) return 1;
  return causeOf(client) === CloseCause.GAVE_UP || causeOf(server) === CloseCause.GAVE_UP ? 3 : 0;
}

/** Why the endpoint closed; `NONE` where it did not, or not yet. */
function causeOf(endpoint: Endpoint): CloseCause {
  return endpoint.has(Fact.CLOSED) ? closeCause(endpoint.facts) : CloseCause.NONE;
}

/** Exchanges of a short connection at most: a handshake of TLS takes up to two, and then it asks once. */
export const SHORT_EXCHANGES = 3;

/** How often one end asked and the other answered; up to `MOST_WORDS`, which stands for more, too. */
function exchangesOf(client: Endpoint, server: Endpoint): number {
  return Math.min(wordsIn(client.marks), wordsIn(server.marks));
}

/** Whether it was opened for an exchange or few, and is over: its opening was seen, no more than `SHORT_EXCHANGES`, and an end. */
export function isShort(client: Endpoint, server: Endpoint): boolean {
  const exchanges = exchangesOf(client, server);
  const few = exchanges > 0 && exchanges <= SHORT_EXCHANGES;
  return few && handshakeOf(client, server) !== 0 && endingOf(client, server) !== 0;
}

/** Whether it was kept open for more. */
export function isLong(client: Endpoint, server: Endpoint): boolean {
  return exchangesOf(client, server) > SHORT_EXCHANGES;
}

/** Whether no packet could change it any more. */
export function isOver(client: Endpoint, server: Endpoint): boolean {
  return client.state === StateCode.CLOSED && server.state === StateCode.CLOSED;
}

/** The notes, as bits, that follow from what else is known. */
export function impliedNotes(client: Endpoint, server: Endpoint): number {
  let bits = 0;
  const heardOfServer = server.packets > 0;
  const unanswered = !heardOfServer && causeOf(client) === CloseCause.GAVE_UP;
  if (unanswered) bits |= Note['syn-unanswered'];
  if (client.marked(Mark.HALF_CLOSED) || server.marked(Mark.HALF_CLOSED)) bits |= Note['half-closed'];
  if (client.packets > 0 !== heardOfServer && !unanswered && client.has(Fact.ESTABLISHED)) bits |= Note['one-sided'];
  return bits;
}
