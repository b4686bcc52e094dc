/** Standard output and standard error, written at once and in order, without Node's streams: those would make a pipe non-blocking. */
import { writeSync } from 'node:fs';
import { TcpstateError } from '../src/errors.ts';
import { OctetWriter } from '../src/render/octet-writer.ts';
import type { Sink } from '../src/render/sink.ts';
import { STDERR, STDOUT } from '../src/render/terminal.ts';

/** Whoever reads the output has gone (`| head`): reason to stop, not to complain. */
export class OutputClosed extends Error {}

const CHUNK = 65_536;
/** Milliseconds to wait for a reader that is behind, where the pipe was made non-blocking by somebody else. */
const PATIENCE = 5;
const bell: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));

/** Collects what is written to chunks of 64 KiB or so. */
export class StandardOutput implements Sink {
  readonly out: OctetWriter = new OctetWriter();

  text(text: string): void {
    this.out.text(text);
    this.settle();
  }

  settle(): void {
    if (this.out.length >= CHUNK) this.flush();
  }

  flush(): void {
    const { bytes, length } = this.out;
    this.out.clear();
    writeAll(STDOUT, bytes.subarray(0, length));
  }
}

/** Writes to standard error; where that is gone, there is nobody to tell. */
export function complain(text: string): void {
  try {
    writeAll(STDERR, Buffer.from(text));
  } catch {}
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') throw new OutputClosed();
      if (code !== 'EAGAIN') throw new TcpstateError('unavailable', `cannot write the output: ${message}`);
      Atomics.wait(bell, 0, 0, PATIENCE);
    }
  }
}
