/**
 * A small, correct TCP at both ends of a wire with a capture point on it: what the capture shows, and what states the
 * ends really went through: opening, data, and every way of closing.
 *
 * ```
 *  client ── delay.client ── capture point ── delay.server ── server        packets are lost beyond the capture point only
 * ```
 */
import type { State } from '../../src/conntrack/states.ts';
import { Flag, Segment } from '../../src/decode/segment.ts';
import { digestOf } from './scenario-segments.ts';
import { Agenda, type Packet, type Plan, SimulatedEndpoint } from './simulated-endpoint.ts';

export type Role = 'client' | 'server';

export interface Conversation {
  readonly seed: number;
  /** Of 1. */
  readonly loss: number;
  readonly delay: Readonly<Record<Role, number>>;
  readonly iss: Readonly<Record<Role, number>>;
  readonly plan: Readonly<Record<Role, Plan>>;
}

/** A state that an endpoint was in, and for how long; `passing` states lasted no time at all. */
export interface Visit {
  readonly state: State;
  readonly passing: boolean;
}

export interface Recording {
  /** In the order of capture. */
  readonly segments: readonly Segment[];
  readonly visits: Readonly<Record<Role, readonly Visit[]>>;
  readonly final: Readonly<Record<Role, State>>;
}

const PORT: Readonly<Record<Role, number>> = { client: 40000, server: 80 };
const ADDRESS: Readonly<Record<Role, number>> = { client: 0x0a000001, server: 0x0a000002 };

/** Mulberry32: a seeded source of numbers below 1. */
export function randomFrom(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Lets the two ends converse for 45 s: before that every loss is repaired, and no TIME_WAIT runs out within it. */
export function converse({ seed, loss, delay, iss, plan }: Conversation): Recording {
  const random = randomFrom(seed);
  const agenda = new Agenda();
  const segments: Segment[] = [];
  const ipIds: Record<Role, number> = { client: 0, server: 30000 };
  const ends: Record<Role, SimulatedEndpoint> = {
    client: new SimulatedEndpoint('CLOSED', agenda, plan.client, (packet) => travel('client', 'server', packet)),
    server: new SimulatedEndpoint('LISTEN', agenda, plan.server, (packet) => travel('server', 'client', packet)),
  };

  function travel(from: Role, to: Role, packet: Packet): void {
    const ipId = ++ipIds[from];
    agenda.at(agenda.now + delay[from], () => {
      segments.push(captured(from, to, packet, ipId, agenda.now, segments.length + 1, iss));
      // A lost RST leaves a half-open connection of which packets tell nothing.
      if (random() < loss && (packet.flags & Flag.RST) === 0) return;
      agenda.at(agenda.now + delay[to], () => ends[to].receive(packet));
    });
  }

  agenda.at(0, () => ends.client.connect());
  for (const role of ['client', 'server'] as const) {
    const { closeAt, abortAt } = plan[role];
    if (closeAt !== null) agenda.at(closeAt, () => ends[role].close());
    if (abortAt !== null) agenda.at(abortAt, () => ends[role].abort());
  }
  agenda.run(45e9);
  return {
    segments,
    visits: { client: visits(ends.client), server: visits(ends.server) },
    final: { client: ends.client.state, server: ends.server.state },
  };
}

function visits({ moves }: SimulatedEndpoint): Visit[] {
  return moves.map(({ state, time }, i) => ({ state, passing: moves[i + 1]?.time === time }));
}

function captured(
  from: Role,
  to: Role,
  packet: Packet,
  ipId: number,
  time: number,
  number: number,
  iss: Readonly<Record<Role, number>>,
): Segment {
  const segment = new Segment();
  segment.packet = number;
  segment.time = time;
  segment.source0 = ADDRESS[from];
  segment.destination0 = ADDRESS[to];
  segment.sourcePort = PORT[from];
  segment.destinationPort = PORT[to];
  segment.seq = (iss[from] + packet.seq) | 0;
  segment.ack = packet.flags & Flag.ACK ? (iss[to] + packet.ack) | 0 : 0;
  segment.flags = packet.flags;
  segment.window = 65535;
  segment.length = packet.length;
  segment.ipId = ipId;
  segment.digest = digestOf(segment);
  return segment;
}
