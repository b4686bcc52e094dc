/** How a connection opened, and how it ended: each a place in a list of words. */
import type { Endpoint } from './endpoint.ts';
import { CloseCause, closeCause, Fact, holds, PASSIVE, Sure, stateOf, sureness, sureOfState } from './facts.ts';
import { Mark, wordsIn } from './marks.ts';
import { Note } from './notes.ts';
import { StateCode } from './states.ts';

/** How much of the handshake was seen. */
export const HANDSHAKES = ['none', 'partial', 'complete'] as const;
/** Who closed first. */
export const CLOSERS = [null, 'client', 'server', 'both'] as const;
/** How a connection ended. */
export const ENDINGS = [null, 'fin', 'rst', 'timeout'] as const;

/**
 * How a connection stands, or went, as the facts of both ends tell it: one word, of which this is where each part begins.
 * Those of the ends are their states, and how sure those are, as places in `CERTAINTIES`; the others are places in the lists
 * above.
 */
const Outcome = {
  CLIENT: 0,
  SERVER: 4,
  CLIENT_SURE: 8,
  SERVER_SURE: 11,
  HANDSHAKE: 14,
  CLOSED_FIRST: 16,
  CLOSED_BY: 18,
} as const;

/** Connections end in few ways: what was made of these facts is made but once. */
const KNOWN_BITS = 10;
const knownClients = new Int32Array(1 << KNOWN_BITS);
const knownServers = new Int32Array(1 << KNOWN_BITS);
const known: Int32Array = new Int32Array(1 << KNOWN_BITS).fill(tellOutcome(0, 0));

/** The outcome that the facts words of both ends tell; see `Outcome`, and the functions that read it. */
export function outcomeOf(client: number, server: number): number {
  const at = (Math.imul(client, 0x9e3779b1) ^ Math.imul(server, 0x85ebca6b)) >>> (32 - KNOWN_BITS);
  if (knownClients[at] !== client || knownServers[at] !== server) {
    knownClients[at] = client;
    knownServers[at] = server;
    known[at] = tellOutcome(client, server);
  }
  return known[at]!;
}

/** The state of the client in an outcome, and that of the server. */
export function clientStateIn(outcome: number): StateCode {
  return (outcome >>> Outcome.CLIENT) & 0xf;
}

export function serverStateIn(outcome: number): StateCode {
  return (outcome >>> Outcome.SERVER) & 0xf;
}

/** How sure the state of the client is, and that of the server: places in `CERTAINTIES`, or beyond where it is unknown. */
export function clientSureIn(outcome: number): number {
  return (outcome >>> Outcome.CLIENT_SURE) & 7;
}

export function serverSureIn(outcome: number): number {
  return (outcome >>> Outcome.SERVER_SURE) & 7;
}

/** The outcome with another sureness of the client, and with one of the server. */
export function withClientSure(outcome: number, sure: number): number {
  return (outcome & ~(7 << Outcome.CLIENT_SURE)) | (sure << Outcome.CLIENT_SURE);
}

export function withServerSure(outcome: number, sure: number): number {
  return (outcome & ~(7 << Outcome.SERVER_SURE)) | (sure << Outcome.SERVER_SURE);
}

/** Place in `HANDSHAKES`. */
export function handshakeIn(outcome: number): number {
  return (outcome >>> Outcome.HANDSHAKE) & 3;
}

/** Place in `CLOSERS`. */
export function closerIn(outcome: number): number {
  return (outcome >>> Outcome.CLOSED_FIRST) & 3;
}

/** Place in `ENDINGS`. */
export function endingIn(outcome: number): number {
  return (outcome >>> Outcome.CLOSED_BY) & 3;
}

function tellOutcome(client: number, server: number): number {
  return (
    (stateOf(client) << Outcome.CLIENT) |
    (stateOf(server) << Outcome.SERVER) |
    (sureOfState(client) << Outcome.CLIENT_SURE) |
    (sureOfState(server) << Outcome.SERVER_SURE) |
    (handshakeOf(client, server) << Outcome.HANDSHAKE) |
    (closerOf(client, server) << Outcome.CLOSED_FIRST) |
    (endingOf(client, server) << Outcome.CLOSED_BY)
  );
}

function handshakeOf(client: number, server: number): number {
  const syn = holds(client, Fact.SYN_SENT);
  const synAck = holds(server, Fact.SYNACK_SENT);
  if (!syn && !synAck) return 0;
  if (!syn || !synAck || !holds(server, Fact.ESTABLISHED) || !holds(client, Fact.ESTABLISHED)) return 1;
  const seen = sureness(client, Fact.SYN_SENT) === Sure.SEEN && sureness(server, Fact.SYNACK_SENT) === Sure.SEEN;
  return seen ? 2 : 1;
}

function closerOf(client: number, server: number): number {
  const clientFin = holds(client, Fact.FIN_SENT);
  const serverFin = holds(server, Fact.FIN_SENT);
  if (clientFin && serverFin) {
    if ((client & PASSIVE) !== 0) return 2;
    return (server & PASSIVE) !== 0 ? 1 : 3;
  }
  if (clientFin || serverFin) return clientFin ? 1 : 2;
  const clientCause = causeOf(client);
  const serverCause = causeOf(server);
  if (serverCause === CloseCause.SENT_RST || clientCause === CloseCause.REFUSED) return 2;
  if (clientCause === CloseCause.SENT_RST || serverCause === CloseCause.REFUSED) return 1;
  if (clientCause === CloseCause.RECEIVED_RST) return 2;
  return serverCause === CloseCause.RECEIVED_RST ? 1 : 0;
}

function endingOf(client: number, server: number): number {
  if (wasReset(client) || wasReset(server)) return 2;
  if (holds(client, Fact.FIN_SENT) && holds(server, Fact.FIN_SENT)) return 1;
  return causeOf(client) === CloseCause.GAVE_UP || causeOf(server) === CloseCause.GAVE_UP ? 3 : 0;
}

/** Whether the endpoint's connection ended other than by the exchange of FINs and the timer after it. */
function wasReset(facts: number): boolean {
  const cause = causeOf(facts);
  return cause === CloseCause.SENT_RST || cause === CloseCause.RECEIVED_RST || cause === CloseCause.REFUSED;
}

/** Why the endpoint closed; `NONE` where it did not, or not yet. */
function causeOf(facts: number): CloseCause {
  return holds(facts, Fact.CLOSED) ? closeCause(facts) : CloseCause.NONE;
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
  if (exchanges === 0 || exchanges > SHORT_EXCHANGES) return false;
  const outcome = outcomeOf(client.facts, server.facts);
  return handshakeIn(outcome) !== 0 && endingIn(outcome) !== 0;
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
  const unanswered = !heardOfServer && causeOf(client.facts) === CloseCause.GAVE_UP;
  if (unanswered) bits |= Note['syn-unanswered'];
  if (client.marked(Mark.HALF_CLOSED) || server.marked(Mark.HALF_CLOSED)) bits |= Note['half-closed'];
  if (client.packets > 0 !== heardOfServer && !unanswered && client.has(Fact.ESTABLISHED)) bits |= Note['one-sided'];
  return bits;
}
