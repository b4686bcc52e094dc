/** Puts the corrected history of a connection onto its lines: which line brought which change of state, and the textbook's numbers. */
import type { FactSnapshot } from '../evidence.ts';
import type { NoteProof } from '../note-proofs.ts';
import type { Transition } from '../snapshot.ts';
import type { Draft } from './draft.ts';
import type { Side } from './lines.ts';

/** Frames of the segments that a textbook numbers, by number. */
type Steps = ReadonlyMap<number, readonly number[]>;

/** A place among the drafts, or an event between them that has no draft. */
export interface Placed {
  readonly draft: Draft | null;
  readonly time: number;
  readonly moves: Transition[];
  /** A note that a segment of the other connection on the pair showed. */
  readonly shown: NoteProof | null;
}

/** Every draft in order, with the moves that it brought; what no draft brought has a place of its own. */
export function placed(
  drafts: readonly Draft[],
  history: readonly Transition[],
  shownElsewhere: readonly NoteProof[],
): Placed[] {
  const places = drafts.map((draft): Placed => ({ draft, time: draft.time, moves: [], shown: null }));
  const strangers: Placed[] = shownElsewhere.map((shown) => ({ draft: null, time: shown.time, moves: [], shown }));
  // What was captured out of order still happened in order: no move stands above one that came before it.
  const reached = { client: 0, server: 0 };
  for (const move of history) {
    const found = move.packet === null ? -1 : drafts.findIndex((draft) => holds(draft, move.packet!));
    if (found < 0) {
      strangers.push({ draft: null, time: move.time, moves: [move], shown: null });
      continue;
    }
    reached[move.endpoint] = Math.max(reached[move.endpoint], found);
    places[reached[move.endpoint]]!.moves.push(move);
  }
  for (const stranger of strangers) {
    const later = places.findIndex(({ time }) => time > stranger.time);
    places.splice(later < 0 ? places.length : later, 0, stranger);
  }
  return places;
}

function holds(draft: Draft, packet: number): boolean {
  if (draft.kind === 'segment') return draft.packet === packet;
  return draft.kind === 'fold' && packet >= draft.packet && packet <= draft.lastPacket;
}

/** By frame: 1 SYN, 2 SYN+ACK, 3 ACK; 4 first FIN, 5 its ACK, 6 second FIN, 7 its ACK. Crossings have no such numbers. */
export function stepsOf(facts: readonly FactSnapshot[], closedFirst: Side | 'both' | null): Steps {
  const steps = new Map<number, number[]>();
  const number = (step: number, side: Side, name: string): void => {
    const packet = facts.find(({ endpoint, fact }) => endpoint === side && fact === name)?.packet ?? null;
    if (packet !== null) steps.set(packet, [...(steps.get(packet) ?? []), step]);
  };
  const opensAlone = !facts.some(({ endpoint, fact }) => endpoint === 'client' && fact === 'sent SYN+ACK');
  if (opensAlone) {
    number(1, 'client', 'sent SYN');
    number(2, 'server', 'sent SYN+ACK');
    if (steps.size === 2) number(3, 'client', 'established');
  }
  if (closedFirst === 'client' || closedFirst === 'server') {
    const other = closedFirst === 'client' ? 'server' : 'client';
    number(4, closedFirst, 'sent FIN');
    number(5, closedFirst, 'FIN acknowledged');
    number(6, other, 'sent FIN');
    number(7, other, 'FIN acknowledged');
  }
  return steps;
}
