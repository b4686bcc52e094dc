/** The octets of a stream (standard input, a named pipe, a recorder), handed on as they arrive. */
import type { Readable } from 'node:stream';
import type { ByteSource, Progress } from './byte-source.ts';

/** Octets in hand from which on the stream has to wait: whoever writes it then waits too, or counts what is lost. */
const ENOUGH = 1 << 20;

export class StreamSource implements ByteSource {
  damage: string | null = null;
  readonly #stream: Readable;
  readonly #progress: Progress;
  /** What has come and was not taken yet. */
  readonly #chunks: Uint8Array[] = [];
  #inHand = 0;
  #taken = 0;
  #over = false;
  #wake: (() => void) | null = null;

  constructor(stream: Readable, progress: Progress) {
    this.#stream = stream;
    this.#progress = progress;
    stream.on('data', (chunk: Uint8Array) => this.#put(chunk));
    stream.on('end', () => this.#finish());
    stream.on('close', () => this.#finish());
    stream.on('error', (error) => {
      const read = this.#taken + this.#inHand;
      if (!this.#over) this.damage = `cannot be read on at byte ${read} (${error.message})`;
      this.#finish();
    });
  }

  read(into: Uint8Array, at: number): number | Promise<number> {
    if (this.#inHand > 0) return this.#take(into, at);
    if (this.#over) return 0;
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
    }).then(() => this.read(into, at));
  }

  rewind(): boolean {
    return false;
  }

  close(): void {
    this.#finish();
    this.#stream.destroy();
  }

  /** A system call gives 64 KiB at most. Several come in one turn of the event loop, and are taken together after it. */
  #put(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#inHand += chunk.length;
    if (this.#inHand >= ENOUGH) this.#stream.pause();
    if (this.#wake === null) return;
    setImmediate(this.#wake);
    this.#wake = null;
  }

  #take(into: Uint8Array, at: number): number {
    let end = at;
    while (this.#inHand > 0 && end < into.length) {
      const chunk = this.#chunks[0]!;
      const length = Math.min(chunk.length, into.length - end);
      into.set(length === chunk.length ? chunk : chunk.subarray(0, length), end);
      if (length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(length);
      end += length;
      this.#inHand -= length;
    }
    if (this.#stream.isPaused() && this.#inHand < ENOUGH) this.#stream.resume();
    this.#taken += end - at;
    this.#progress.read += end - at;
    return end - at;
  }

  #finish(): void {
    this.#over = true;
    this.#wake?.();
    this.#wake = null;
  }
}
