/** What a recorder says on its stderr: that it listens, its counts, or why it cannot go on; in the words of tcpdump. */

export interface Counters {
  received: number;
  droppedKernel: number;
  droppedInterface: number;
}

const LISTENS = /^\w+: listening on /;
const COUNTS: readonly [RegExp, keyof Counters][] = [
  [/^(\d+) packets? received by filter/, 'received'],
  [/^(\d+) packets? dropped by kernel/, 'droppedKernel'],
  [/^(\d+) packets? dropped by interface/, 'droppedInterface'],
];
/** Tells nothing of an end. */
const ASIDE = /^\d+ packets? captured|^(\w+: )?(warning|verbose|data link type)|^$/i;
const LONGEST_LINE = 1000;

/** The sentences with which a recorder of ours says the same. */
export function listensOn(name: string): string {
  return `recorder: listening on ${name}\n`;
}

export function countsOf({ received, droppedKernel, droppedInterface }: Counters): string {
  return (
    `${received} packets received by filter\n` +
    `${droppedKernel} packets dropped by kernel\n` +
    `${droppedInterface} packets dropped by interface\n`
  );
}

export class Speech {
  listens = false;
  readonly counters: Counters = { received: 0, droppedKernel: 0, droppedInterface: 0 };
  /** Why it ended, where it said so. */
  reason = '';
  #rest = '';

  hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(-LONGEST_LINE);
    for (const line of lines) this.#hearLine(line);
  }

  #hearLine(line: string): void {
    if (LISTENS.test(line)) {
      this.listens = true;
      return;
    }
    for (const [pattern, counter] of COUNTS) {
      const found = pattern.exec(line);
      if (found === null) continue;
      this.counters[counter] = Number(found[1]);
      return;
    }
    if (this.reason === '' && !ASIDE.test(line)) this.reason = line.replace(/^\w+: /, '');
  }
}
