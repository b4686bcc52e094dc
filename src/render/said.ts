/** What a cell said last. Rows stand mostly in the order of their states, so the next one mostly says it again. */
import { type Phrase, phraseOf } from './phrase.ts';

export class Said {
  phrase: Phrase = phraseOf('');
  private by: unknown;
  private first: unknown;
  private second: unknown;

  /** Whether it was said by the same, of the same two things: then `phrase` is what to say. */
  isOf(by: unknown, first: unknown, second: unknown): boolean {
    return this.first === first && this.second === second && this.by === by;
  }

  say(text: string, by: unknown, first: unknown, second: unknown): void {
    this.phrase = phraseOf(text);
    this.by = by;
    this.first = first;
    this.second = second;
  }
}
