/** The marks beside a state that say how it is known, and the line that explains those that were used. */
import type { Certainty } from '../conntrack/certainty.ts';
import type { Glyphs } from './glyphs.ts';

/** A state without a mark was seen: the endpoint itself sent proof. */
const MEANINGS: Readonly<Record<Exclude<Certainty, 'seen' | 'kernel'>, string>> = {
  presumed: 'presumed: a segment toward it passed the capture point',
  inferred: 'inferred: its own segments do not show it',
  timer: 'a timer of the profile ran out',
};

/** What stands where the packets do not tell. */
export const UNTOLD = '-';

/** One column, or nothing. */
export function mark(certainty: Certainty | null, glyphs: Glyphs): string {
  switch (certainty) {
    case 'presumed':
      return '~';
    case 'inferred':
      return '?';
    case 'timer':
      return glyphs.timer;
    default:
      return '';
  }
}

/** Which marks a table has used. */
export class MarksUsed {
  #presumed = false;
  #inferred = false;
  #timer = false;
  #untold = false;

  note(certainty: Certainty | null): void {
    if (certainty === 'presumed') this.#presumed = true;
    else if (certainty === 'inferred') this.#inferred = true;
    else if (certainty === 'timer') this.#timer = true;
    else if (certainty === null) this.#untold = true;
  }

  /** One entry for each mark that was used: `~ presumed: …`. */
  legend(glyphs: Glyphs): string[] {
    const entries: string[] = [];
    if (this.#presumed) entries.push(`~ ${MEANINGS.presumed}`);
    if (this.#inferred) entries.push(`? ${MEANINGS.inferred}`);
    if (this.#timer) entries.push(`${glyphs.timer} ${MEANINGS.timer}`);
    if (this.#untold) entries.push(`${UNTOLD} the packets do not tell`);
    return entries;
  }
}
