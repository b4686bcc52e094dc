/** What gzip holds, member after member, unpacked as it is asked for: a bomb streams like anything else. */
import { createGunzip, type Gunzip } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const CHUNK = 65536;
/** zlib keeps to itself what it unpacked in the step that hit an error, so near damage the steps are this small. */
const CAREFUL_STEP = 16;

export class GunzipSource implements ByteSource {
  damage: string | null = null;
  readonly #packed: ByteSource;
  readonly #chunk: Uint8Array = new Uint8Array(CHUNK);
  #gunzip: Gunzip;
  /** Packed octets not yet given to zlib. */
  #pending: Uint8Array;
  #fed = 0;
  #lastStep = 0;
  /** Packed octets from this one on are fed in careful steps. */
  #careFrom = Number.POSITIVE_INFINITY;
  /** Unpacked octets not yet handed on, how many were, and how many of those are unpacked a second time. */
  #rest: Uint8Array = new Uint8Array(0);
  #delivered = 0;
  #again = 0;
  #hungry = true;
  #over = false;
  #wake: () => void = () => {};

  /** @param head what was read from `packed` already */
  constructor(packed: ByteSource, head: Uint8Array) {
    this.#packed = packed;
    this.#pending = head;
    this.#gunzip = this.#start();
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#rest.length === 0) {
      const unpacked: Uint8Array | null = this.#over ? null : this.#gunzip.read();
      if (unpacked !== null) this.#skipKnown(unpacked);
      else if (this.#over) return 0;
      else if (this.#hungry) await this.#feed();
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    const length = Math.min(this.#rest.length, into.length - at);
    into.set(this.#rest.subarray(0, length), at);
    this.#rest = this.#rest.subarray(length);
    this.#delivered += length;
    return length;
  }

  rewind(): boolean {
    return false;
  }

  close(): void {
    this.#finish();
    this.#gunzip.destroy();
    this.#packed.close();
  }

  #start(): Gunzip {
    const gunzip = createGunzip({ chunkSize: CHUNK });
    gunzip.on('readable', () => this.#wake());
    gunzip.on('end', () => this.#finish());
    gunzip.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    return gunzip;
  }

  async #feed(): Promise<void> {
    if (this.#pending.length === 0) {
      const length = await this.#packed.read(this.#chunk, 0);
      this.#pending = this.#chunk.subarray(0, length);
    }
    if (this.#over) return;
    this.#hungry = false;
    if (this.#pending.length === 0) {
      this.#gunzip.end();
      return;
    }
    const toCare = this.#careFrom - this.#fed;
    this.#lastStep = Math.min(this.#pending.length, CHUNK, toCare > 0 ? toCare : CAREFUL_STEP);
    const step = this.#pending.subarray(0, this.#lastStep);
    this.#pending = this.#pending.subarray(this.#lastStep);
    this.#fed += this.#lastStep;
    this.#gunzip.write(step, (error) => {
      if (error) return;
      this.#hungry = true;
      this.#wake();
    });
  }

  #skipKnown(unpacked: Uint8Array): void {
    const known = Math.min(this.#again, unpacked.length);
    this.#again -= known;
    this.#rest = unpacked.subarray(known);
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#over) return;
    if (error.code === 'Z_BUF_ERROR') {
      this.damage = this.#packed.damage ?? `gzip data cut off at byte ${this.#fed}`;
    } else if (this.#careFrom === Number.POSITIVE_INFINITY && this.#packed.rewind()) {
      this.#unpackAgain();
      return;
    } else {
      this.damage = `corrupt gzip data after byte ${this.#fed - this.#lastStep} (${error.message})`;
    }
    this.#finish();
  }

  /** Goes over the file once more, in small steps where it went wrong, to have all that came before. */
  #unpackAgain(): void {
    this.#careFrom = this.#fed - this.#lastStep;
    this.#again = this.#delivered;
    this.#fed = 0;
    this.#pending = this.#chunk.subarray(0, 0);
    this.#gunzip = this.#start();
    this.#hungry = true;
    this.#wake();
  }

  #finish(): void {
    this.#over = true;
    this.#wake();
  }
}
