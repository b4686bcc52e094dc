/** The octets of a stream (standard input, a named pipe), handed on as they arrive. */
import type { Readable } from 'node:stream';
import type { ByteSource, Progress } from './byte-source.ts';

export class StreamSource implements ByteSource {
  damage: string | null = null;
  readonly #stream: Readable;
  readonly #progress: Progress;
  #rest: Uint8Array = new Uint8Array(0);
  #taken = 0;
  #over = false;
  #wake: () => void = () => {};

  constructor(stream: Readable, progress: Progress) {
    this.#stream = stream;
    this.#progress = progress;
    stream.on('readable', () => this.#wake());
    stream.on('end', () => this.#finish());
    stream.on('close', () => this.#finish());
    stream.on('error', (error) => {
      if (!this.#over) this.damage = `cannot be read on at byte ${this.#taken} (${error.message})`;
      this.#finish();
    });
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#rest.length === 0) {
      const chunk: Uint8Array | null = this.#over ? null : this.#stream.read();
      if (chunk !== null) this.#rest = chunk;
      else if (this.#over) return 0;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    const length = Math.min(this.#rest.length, into.length - at);
    into.set(this.#rest.subarray(0, length), at);
    this.#rest = this.#rest.subarray(length);
    this.#taken += length;
    this.#progress.read += length;
    return length;
  }

  rewind(): boolean {
    return false;
  }

  close(): void {
    this.#finish();
    this.#stream.destroy();
  }

  #finish(): void {
    this.#over = true;
    this.#wake();
  }
}
