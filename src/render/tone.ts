/** What text means, which decides its colour where there are colours. */
import type { State } from '../conntrack/states.ts';
import { type Glyphs, UNICODE } from './glyphs.ts';

/** What a piece of text means, which is what decides its colour. */
export type Tone =
  | 'plain'
  | 'title'
  | 'quiet'
  | 'strong'
  | 'opening'
  | 'established'
  | 'closing'
  | 'stuck'
  | 'waiting'
  | 'gone'
  | 'note'
  | 'warning'
  | 'error'
  /** Beside another tone: it has just become so. */
  | 'changed'
  /** What the keys act on. */
  | 'selected';

/** How text looks: `paint` is the identity where there are no colours. */
export interface Theme {
  readonly coloured: boolean;
  readonly glyphs: Glyphs;
  paint(tone: Tone, text: string): string;
}

const STATE_TONES: Readonly<Record<State, Tone>> = {
  CLOSED: 'gone',
  LISTEN: 'quiet',
  SYN_SENT: 'opening',
  SYN_RCVD: 'opening',
  ESTABLISHED: 'established',
  FIN_WAIT_1: 'closing',
  FIN_WAIT_2: 'closing',
  // The peer has closed and this end has not: an application's mistake more often than not.
  CLOSE_WAIT: 'stuck',
  CLOSING: 'closing',
  LAST_ACK: 'closing',
  TIME_WAIT: 'waiting',
};

/** The tone of a state; null is a state that the packets do not tell. */
export function stateTone(state: State | null): Tone {
  return state === null ? 'quiet' : STATE_TONES[state];
}

/** Text as it is. */
export function plainTheme(glyphs: Glyphs = UNICODE): Theme {
  return { coloured: false, glyphs, paint: (_, text) => text };
}
