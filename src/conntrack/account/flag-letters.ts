/** Flags in tcpdump's letters. */
import { Flag } from '../../decode/segment.ts';

const LETTERS: readonly (readonly [flag: number, letter: string])[] = [
  [Flag.FIN, 'F'],
  [Flag.SYN, 'S'],
  [Flag.RST, 'R'],
  [Flag.PSH, 'P'],
  [Flag.URG, 'U'],
  [Flag.ECE, 'E'],
  [Flag.CWR, 'W'],
  [Flag.AE, 'A'],
  [Flag.ACK, '.'],
];

/** `S.`, `P.`, `none`. */
export function flagLetters(flags: number): string {
  return LETTERS.reduce((text, [flag, letter]) => ((flags & flag) === 0 ? text : text + letter), '') || 'none';
}
