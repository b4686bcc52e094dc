/** The facts on which an endpoint's state rests, each with what showed it. */
import { CERTAINTIES, type Certainty } from './certainty.ts';
import type { Endpoint } from './endpoint.ts';
import { CLOSE_CAUSES, closeCause, FACTS, Fact } from './facts.ts';
import type { FlowCursor } from './flow-cursor.ts';

export interface FactSnapshot {
  readonly endpoint: 'client' | 'server';
  /** What it is that holds: `sent SYN`, `FIN acknowledged`. */
  readonly fact: string;
  /** Nanoseconds since the capture's epoch. */
  readonly time: number;
  readonly certainty: Certainty;
  /** 1-based number of the frame that showed it; null for a timer, and where the tracker keeps no journal. */
  readonly packet: number | null;
}

/** In the order of `Fact`, which is that of a connection's life. */
const NAMES = ['sent SYN', 'sent SYN+ACK', 'established', 'sent FIN', 'FIN acknowledged', 'received FIN'] as const;

/** What holds for both endpoints, in the order of a connection's life, the client's first. */
export function factsOf({ client, server }: FlowCursor): FactSnapshot[] {
  const ofClient = facts(client, 'client');
  return client.half === server.half ? ofClient : [...ofClient, ...facts(server, 'server')];
}

/** A fact that holds, in words. */
export function factName(endpoint: Endpoint, fact: Fact): string {
  return fact === Fact.CLOSED ? CLOSE_CAUSES[closeCause(endpoint.facts) - 1]! : NAMES[fact]!;
}

function facts(endpoint: Endpoint, side: FactSnapshot['endpoint']): FactSnapshot[] {
  const found: FactSnapshot[] = [];
  for (let number = 0; number < FACTS; number++) {
    const fact = number as Fact;
    if (!endpoint.has(fact)) continue;
    found.push({
      endpoint: side,
      fact: factName(endpoint, fact),
      time: endpoint.timeOf(fact),
      certainty: CERTAINTIES[endpoint.certaintyOf(fact)]!,
      packet: endpoint.packetOf(fact) || null,
    });
  }
  return found;
}
