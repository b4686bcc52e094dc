/** What terminals send for keys, turned into names: `a`, `up`, `ctrl-c`, `enter`. */

/** Of CSI (`ESC [`) and SS3 (`ESC O`) sequences, what follows these. */
const SEQUENCES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  '1~': 'home',
  '7~': 'home',
  '4~': 'end',
  '8~': 'end',
  '5~': 'pgup',
  '6~': 'pgdn',
  '3~': 'delete',
};

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
};

const ESC = '\x1b';
/** Behind ESC: a whole sequence, with parameters (`ESC [ 1 ; 5 A` is Ctrl-up). */
const WHOLE = /^(?:\[([0-9;?]*)([@-~])|O([@-~]))/;
/** The beginning of one. */
const BEGUN = /^(?:\[[0-9;?]*|O)$/;

export interface KeysRead {
  readonly names: readonly string[];
  /** The beginning of a sequence whose rest is still to come. */
  readonly rest: string;
}

/** The keys in what the terminal sent. ESC alone is the key; what is none is left out. */
export function keyNames(text: string): KeysRead {
  const names: string[] = [];
  let left = text;
  while (left !== '') {
    const [first = ''] = left;
    const behind = left.slice(1);
    left = behind;
    if (first !== ESC || behind === '' || behind[0] === ESC) {
      names.push(...nameOf(first));
      continue;
    }
    if (BEGUN.test(behind)) return { names, rest: first + behind };
    const [whole, parameters = '', final = '', single] = WHOLE.exec(behind) ?? [];
    const name = SEQUENCES[single ?? sequence(parameters, final)];
    if (name !== undefined) names.push(name);
    // Where it is no sequence: Alt and a key, to which nothing is bound.
    left = behind.slice(whole?.length ?? 1);
  }
  return { names, rest: '' };
}

/** Without modifiers: `1;5A` is `A`, `5;2~` is `5~`. */
function sequence(parameters: string, final: string): string {
  return final === '~' ? `${parameters.split(';')[0]}~` : final;
}

function nameOf(character: string): string[] {
  if (character === ESC) return ['esc'];
  const control = CONTROLS[character];
  if (control !== undefined) return [control];
  if (character > ' ' && character <= '~') return [character];
  const code = character.charCodeAt(0);
  return code > 0 && code <= 26 ? [`ctrl-${String.fromCharCode(code + 0x60)}`] : [];
}
