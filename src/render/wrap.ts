/** Text of any script broken into lines: at spaces, and between characters that take two columns. */

/** East Asian ideographs, kana, full-width punctuation. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
/** Must not begin a line. */
const CLOSING = /[\uff0c\u3002\uff1b\uff1a\u3001\uff09\u201d\uff1f\uff01]/;

/** Columns that the text takes in a terminal. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

/** Lines of at most `width` columns, but for a word that is longer. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && columnsOf((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else {
      line += piece;
    }
  }
  return [...lines, line.trimEnd()];
}

/** Short texts beside each other, `dot` between them, in lines of at most `width` columns: none of them is broken but for one that is longer. */
export function wrapFacts(facts: readonly string[], dot: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const fact of facts) {
    const longer = line === '' ? fact : `${line} ${dot} ${fact}`;
    // The next one is told by a dot at the end of the line.
    if (line !== '' && columnsOf(longer) + 2 > width) {
      lines.push(`${line} ${dot}`);
      line = fact;
    } else {
      line = longer;
    }
  }
  return [...lines, line].flatMap((each) => wrapText(each, width));
}

/** Words with the space behind them, and wide characters one by one, each with the punctuation that closes it. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let word = '';
  for (const character of text) {
    if (CLOSING.test(character)) {
      if (word === '' && found.length > 0) found.push(found.pop()! + character);
      else found.push(word + character);
      word = '';
    } else if (WIDE.test(character)) {
      if (word !== '') found.push(word);
      found.push(character);
      word = '';
    } else {
      word += character;
      if (character !== ' ') continue;
      found.push(word);
      word = '';
    }
  }
  return word === '' ? found : [...found, word];
}
