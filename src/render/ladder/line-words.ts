/** What stands below a line: what changed and why, then what is remarkable. */
import type { AccountLine } from '../../conntrack/account/lines.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import { counted } from '../count.ts';
import { foldedRemarks, foldedSegments, segmentText } from './notation.ts';
import { moveText, omittedText, remarkText, type Wording } from './remark-words.ts';

/** What happened, in a phrase. */
export function headText(line: AccountLine): string {
  switch (line.kind) {
    case 'segment':
      return segmentText(line);
    case 'fold':
      return counted(line.sent.client.segments + line.sent.server.segments, 'segment');
    case 'omitted':
      return omittedText(line.segments);
    case 'event': {
      const [move] = line.moves;
      if (line.packet === null) return move === undefined ? '' : `timer: ${move.cause}`;
      return move === undefined
        ? `frame ${line.packet}, of the connection before`
        : `frame ${line.packet}: ${move.cause}`;
    }
  }
}

export function noteTexts(line: AccountLine, wording: Wording): string[] {
  return [
    ...(line.kind === 'fold' ? [foldedSegments(line), foldedRemarks(line)].filter((text) => text !== null) : []),
    ...line.moves.map((move) => moveText(move, wording, passesOn(line, move))),
    ...line.remarks.map((remark) => remarkText(remark, wording)),
  ];
}

/** Whether the endpoint left the state again with the same line. */
function passesOn({ moves }: AccountLine, { endpoint }: Transition): boolean {
  return moves.filter((move) => move.endpoint === endpoint).length > 1;
}
