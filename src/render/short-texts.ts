/** Short texts that are written over and over, such as `12.3ms`: each is spelt once, and from then on stored at once. */
import type { OctetWriter } from './octet-writer.ts';
import { phrase } from './phrase.ts';

/** The most octets that such a text has. */
const MOST_OCTETS = 8;

/** One for each integer from 0 up. None is empty, or longer than eight octets, which all are of one column. */
export class ShortTexts {
  /** How many there are. */
  readonly count: number;
  /** Their text, as it was made. */
  readonly spell: (place: number) => string;
  /** The octets of each as a double, as in `Phrase`: with the spaces behind it, and with the spaces before it. */
  private readonly left: Float64Array;
  private readonly right: Float64Array;
  private readonly lengths: Uint8Array;

  /** Those of the integers below `count`. */
  constructor(count: number, spell: (place: number) => string) {
    this.count = count;
    this.spell = spell;
    this.left = new Float64Array(count);
    this.right = new Float64Array(count);
    this.lengths = new Uint8Array(count);
  }

  write(out: OctetWriter, place: number): void {
    if (this.lengths[place] === 0) this.make(place);
    out.eight(this.left[place]!, this.lengths[place]!);
  }

  /** Writes it so that it ends at `end`, if that leaves what ends at `before`, and an octet behind that, as they are. */
  writeBefore(out: OctetWriter, place: number, end: number, before: number): boolean {
    if (this.lengths[place] === 0) this.make(place);
    if (end - this.lengths[place]! <= before || end - MOST_OCTETS < before) return false;
    out.eightBefore(this.right[place]!, end);
    return true;
  }

  private make(place: number): void {
    const text = this.spell(place);
    const { eights, length } = phrase(text);
    this.left[place] = eights[0]!;
    this.right[place] = phrase(text.padStart(MOST_OCTETS)).eights[0]!;
    this.lengths[place] = length;
  }
}
