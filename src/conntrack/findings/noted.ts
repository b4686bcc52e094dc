/** Troubles that the tracker notes as they happen: the note is the finding. */
import type { Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import { Note, type NoteName } from '../notes.ts';
import { type Side, type Sighting, sightedBy } from './rule.ts';

/** A sighting at `side` of flows that carry the note; `fact` of that end shows when, where it holds. */
export function lookForNote(name: NoteName, side: Side, fact: Fact | null): (flow: FlowCursor) => Sighting | null {
  return (flow) => {
    if ((flow.noteBits & Note[name]) === 0) return null;
    const end = side === 'client' ? flow.client : flow.server;
    return fact !== null && end.has(fact) ? sightedBy(flow, side, fact) : { side, since: flow.firstSeen, proof: null };
  };
}
