/** A capture whose packets are also written to a file, or to several by turns, named as tcpdump names them. */
import { TcpstateError } from '../errors.ts';
import { derived } from './derived.ts';
import type { Capture, PacketBatch } from './packet-batch.ts';
import { PcapWriter } from './pcap-writer.ts';

export interface WriteOptions {
  readonly path: string;
  /** Octets from which on the next file is begun; without, there is one file. */
  readonly rotateSize?: number;
  /** Files after which the first is written anew; without, there is no end of them. */
  readonly rotateCount?: number;
}

/**
 * Creates the first file. What goes wrong later ends the writing only, and is a warning of the capture.
 *
 * @throws TcpstateError where the first file cannot be written
 */
export function written(capture: Capture, options: WriteOptions): Capture {
  const files = new Files(capture, options);
  return derived(capture, {
    async *[Symbol.asyncIterator]() {
      try {
        for await (const batch of capture) {
          files.take(batch);
          yield batch;
        }
      } finally {
        files.close();
      }
    },
  });
}

/** As `tcpdump -C` names files, FILE, FILE1, FILE2; where they are used by turns, as `-C -W`: FILE0, FILE1, … with zeros in front. */
function nameOfTurn(turn: number, { path, rotateCount }: WriteOptions): string {
  if (rotateCount === undefined) return turn === 0 ? path : `${path}${turn}`;
  return path + String(turn % rotateCount).padStart(String(rotateCount - 1).length, '0');
}

/** Ethernet: what a file says that holds no packet. */
const USUAL_LINK_TYPE = 1;

class Files {
  readonly #capture: Capture;
  readonly #options: WriteOptions;
  #turn = 0;
  /** Null where nothing is written any more. */
  #writer: PcapWriter | null;
  #begun = false;
  #toldOfOtherLink = false;

  constructor(capture: Capture, options: WriteOptions) {
    this.#capture = capture;
    this.#options = options;
    try {
      this.#writer = this.#open(USUAL_LINK_TYPE);
    } catch (error) {
      throw new TcpstateError('unavailable', `cannot write ${this.#name}: ${reason(error)}`);
    }
  }

  take(batch: PacketBatch): void {
    this.#guard(() => {
      const { bytes, from, to, start, end, wireLength, time, interfaceIndex } = batch;
      const { interfaces, epoch } = this.#capture;
      for (let i = from; i < to; i++) {
        const writer = this.#writerFor(interfaces[interfaceIndex[i]!]!.linkType);
        writer?.write(bytes, start[i]!, end[i]!, wireLength[i]!, epoch, time[i]!);
      }
      this.#writer?.flush();
    });
  }

  close(): void {
    this.#guard(() => this.#writer?.flush());
    this.#writer?.close();
    this.#writer = null;
  }

  get #name(): string {
    return nameOfTurn(this.#turn, this.#options);
  }

  #open(linkType: number): PcapWriter {
    return new PcapWriter(this.#name, linkType);
  }

  /** The file in turn; null where none is written, or where it cannot hold such packets: a file says its link type once. */
  #writerFor(linkType: number): PcapWriter | null {
    const writer = this.#writer;
    if (writer === null) return null;
    if (!this.#begun) {
      this.#begun = true;
      return linkType === writer.linkType ? writer : this.#openAgain(linkType);
    }
    if (linkType !== writer.linkType) {
      if (!this.#toldOfOtherLink)
        this.#capture.warnings.push(`${this.#options.path} holds packets of one link type; others are left out`);
      this.#toldOfOtherLink = true;
      return null;
    }
    if (writer.size < (this.#options.rotateSize ?? Number.POSITIVE_INFINITY)) return writer;
    writer.flush();
    this.#turn++;
    return this.#openAgain(linkType);
  }

  #openAgain(linkType: number): PcapWriter {
    this.#writer?.close();
    this.#writer = null;
    this.#writer = this.#open(linkType);
    return this.#writer;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#capture.warnings.push(`cannot write ${this.#name} any further: ${reason(error)}; watching goes on`);
      const writer = this.#writer;
      this.#writer = null;
      writer?.close();
    }
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'no space left on the device';
  if (code === 'EACCES') return 'permission denied';
  return code === 'ENOENT' ? 'no such directory' : message;
}
