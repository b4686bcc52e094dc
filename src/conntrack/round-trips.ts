/** Round trips of the handshake as they are seen from the capture point, in seconds; NaN where the packets do not tell. */
import type { Endpoint } from './endpoint.ts';
import { Fact, Sure } from './facts.ts';

const SECOND = 1e9;

/** From SYN to SYN+ACK. A repeated SYN makes it ambiguous (Karn's algorithm). */
export function answered(client: Endpoint, server: Endpoint, clientSyns: number): number {
  if (clientSyns !== 1) return Number.NaN;
  return interval(client, Fact.SYN_SENT, server, Fact.SYNACK_SENT);
}

/** From SYN+ACK to the client's ACK. */
export function established(client: Endpoint, server: Endpoint, serverSyns: number): number {
  if (serverSyns !== 1) return Number.NaN;
  return interval(server, Fact.SYNACK_SENT, client, Fact.ESTABLISHED);
}

function interval(one: Endpoint, from: Fact, other: Endpoint, to: Fact): number {
  if (!seen(one, from) || !seen(other, to)) return Number.NaN;
  const elapsed = other.timeOf(to) - one.timeOf(from);
  return elapsed >= 0 ? elapsed / SECOND : Number.NaN;
}

function seen(endpoint: Endpoint, fact: Fact): boolean {
  return endpoint.has(fact) && endpoint.sureOf(fact) === Sure.SEEN;
}
