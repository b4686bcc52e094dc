/** Where output goes: whoever renders writes to this and nowhere else. */
import type { OctetWriter } from './octet-writer.ts';

export interface Sink {
  /** What is written but not handed on yet; may be added to. */
  readonly out: OctetWriter;
  /** Writes a line or a record. */
  text(text: string): void;
  /** Hands on what is written if it is worth it: called after each line or record that `out` was given. */
  settle(): void;
  /** Hands on whatever is written. */
  flush(): void;
}
