/** Troubles that the tracker notes as they happen: the note is the finding. */
import type { FlowCursor } from '../flow-cursor.ts';
import type { ProvedNote } from '../note-proofs.ts';
import { Note } from '../notes.ts';
import type { Side, Sighting } from './rule.ts';

/** A sighting at `side` of flows that carry the note; `what` says what the segment did that shows it. */
export function lookForNote(name: ProvedNote, side: Side, what: string): (flow: FlowCursor) => Sighting | null {
  return ({ noteBits, flow, firstSeen }) => {
    if ((noteBits & Note[name]) === 0) return null;
    const shown = flow.proofs.find(({ note }) => note === name);
    if (shown === undefined) return { side, since: firstSeen, proof: null };
    return { side, since: shown.time, proof: { packet: shown.packet, note: what } };
  };
}
