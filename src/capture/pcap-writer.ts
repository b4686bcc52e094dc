/** Writes packets to a pcap file (draft-ietf-opsawg-pcap) with times in nanoseconds, as tcpdump reads them. */
import { closeSync, openSync, writeSync } from 'node:fs';

const MAGIC = 0xa1b23c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** The longest that readers take. */
const SNAP_LENGTH = 262_144;
/** Octets that wait for `flush` at most. */
const BUFFER = 1 << 20;

/** Methods throw the errors of `node:fs`. */
export class PcapWriter {
  readonly linkType: number;
  /** Octets of the file, those that wait for `flush` included. */
  size: number = FILE_HEADER;
  readonly #descriptor: number;
  readonly #bytes = new Uint8Array(BUFFER);
  readonly #view = new DataView(this.#bytes.buffer);
  #length = FILE_HEADER;

  /** A new file, in place of one that is there. */
  constructor(path: string, linkType: number) {
    this.linkType = linkType;
    this.#descriptor = openSync(path, 'w');
    const view = this.#view;
    view.setUint32(0, MAGIC, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, SNAP_LENGTH, true);
    view.setUint32(20, linkType, true);
  }

  /** The frame [start, end) of `bytes`, captured `nanoseconds` after the second `epoch`. */
  write(bytes: Uint8Array, start: number, end: number, wireLength: number, epoch: number, nanoseconds: number): void {
    const length = end - start;
    const record = RECORD_HEADER + length;
    if (this.#length + record > BUFFER) this.flush();
    const at = this.#length;
    const view = this.#view;
    const seconds = Math.floor(nanoseconds / 1e9);
    view.setUint32(at, epoch + seconds, true);
    view.setUint32(at + 4, nanoseconds - seconds * 1e9, true);
    view.setUint32(at + 8, length, true);
    view.setUint32(at + 12, wireLength, true);
    if (record <= BUFFER) {
      this.#bytes.set(bytes.subarray(start, end), at + RECORD_HEADER);
      this.#length += record;
    } else {
      this.#length += RECORD_HEADER;
      this.flush();
      writeAll(this.#descriptor, bytes.subarray(start, end));
    }
    this.size += record;
  }

  flush(): void {
    writeAll(this.#descriptor, this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
