/** The octets of a regular file, by `readSync`: three times as fast as a stream. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteSource, Progress } from './byte-source.ts';

/** A file by its path, which is opened at the first read, or one that is open already (standard input). */
export interface FileChoice {
  readonly file: string | number;
  /** False closes the file after each read, so that any number of files can be read side by side. */
  readonly keepOpen: boolean;
}

export class FileSource implements ByteSource {
  damage: string | null = null;
  readonly #file: string | number;
  readonly #keepOpen: boolean;
  readonly #progress: Progress;
  #descriptor: number | null;
  #position = 0;

  constructor(choice: FileChoice, progress: Progress) {
    this.#file = choice.file;
    this.#keepOpen = choice.keepOpen;
    this.#progress = progress;
    this.#descriptor = typeof choice.file === 'number' ? choice.file : null;
  }

  read(into: Uint8Array, at: number): number {
    try {
      this.#descriptor ??= openSync(this.#file as string, 'r');
      // A descriptor that was handed over stands where its owner left it.
      const position = typeof this.#file === 'number' ? null : this.#position;
      const length = readSync(this.#descriptor, into, at, into.length - at, position);
      this.#position += length;
      this.#progress.read += length;
      if (!this.#keepOpen) this.close();
      return length;
    } catch (error) {
      this.damage = `cannot be read on at byte ${this.#position} (${(error as Error).message})`;
      return 0;
    }
  }

  rewind(): boolean {
    if (typeof this.#file === 'number') return false;
    this.#progress.read -= this.#position;
    this.#position = 0;
    return true;
  }

  close(): void {
    if (this.#descriptor === null || typeof this.#file === 'number') return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
