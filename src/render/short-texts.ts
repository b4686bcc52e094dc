/** Short texts that are written over and over, such as `12.3ms`: each is spelt once, and from then on stored at once. */
import type { OctetWriter } from './octet-writer.ts';
import { phrase } from './phrase.ts';

/** One for each integer from 0 up. None is empty, or longer than eight octets, which all are of one column. */
export class ShortTexts {
  private readonly eights: Float64Array;
  private readonly lengths: Uint8Array;
  private readonly spell: (value: number) => string;

  /** Those of the integers below `count`. */
  constructor(count: number, spell: (value: number) => string) {
    this.eights = new Float64Array(count);
    this.lengths = new Uint8Array(count);
    this.spell = spell;
  }

  write(out: OctetWriter, value: number): void {
    if (this.lengths[value] === 0) this.make(value);
    out.eight(this.eights[value]!, this.lengths[value]!);
  }

  private make(value: number): void {
    const { eights, length } = phrase(this.spell(value));
    this.eights[value] = eights[0]!;
    this.lengths[value] = length;
  }
}
