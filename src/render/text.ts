/** Text that comes from the input, made safe to print: names in a capture may hold anything, terminal commands included. */

/**
 * What never reaches a terminal as it is: controls (Cc), marks that reorder text or hide in it (Cf: bidi overrides, zero
 * width, soft hyphen), line and paragraph separators (Zl, Zp), halves of surrogate pairs (Cs).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with every unsafe character written out: ESC as `\x1b`, a bidi override as `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
