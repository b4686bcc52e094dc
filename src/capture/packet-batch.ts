/**
 * A run of captured packets: where each frame lies in one buffer, not a copy of it.
 *
 * ```
 * bytes   …[record][frame 0 …….][record][frame 1 ..][record][frame 2 ………]…
 *                  ^start[0]    ^end[0]
 * ```
 *
 * A batch is valid until the next one is asked for: readers reuse the buffer and the columns.
 */
export interface PacketBatch {
  /** The octets as captured; frames are ranges of it. */
  readonly bytes: Uint8Array;
  /** The same octets. */
  readonly view: DataView;
  /** The packets of this batch are those with index from <= i < to. */
  readonly from: number;
  readonly to: number;
  /** Offset of the first captured octet of packet i. */
  readonly start: Int32Array;
  /** Offset behind the last captured octet of packet i. */
  readonly end: Int32Array;
  /** Octets that packet i had on the wire; at least end - start. */
  readonly wireLength: Int32Array;
  /**
   * Nanoseconds since the capture's epoch, as the capture tells: it may step back, even to before the epoch. Packets that
   * carry no time (simple packet blocks) take the latest time reached so far, 0 before there is one.
   */
  readonly time: Float64Array;
  /** Which interface of `Capture.interfaces` packet i was captured on. */
  readonly interfaceIndex: Int32Array;
  /** The latest time that the capture has reached, in nanoseconds since its epoch: the only clock. */
  readonly now: number;
}

/** One interface that a capture describes. */
export interface CaptureInterface {
  /** LINKTYPE_ number (tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** Name as the capture gives it (`if_name`), else null. */
  readonly name: string | null;
  /** Octets kept of each packet; 0 where there is no limit. */
  readonly snapLength: number;
  /** Packets that the kernel, or the interface itself, dropped, where the capture says so (interface statistics). */
  drops: { kernel: number; interface: number };
}

/** What a live capture's recorders tell beside the packets. The numbers are getters that grow. */
export interface LiveFacts {
  /** What takes the packets from the kernel: `libpcap` or `tcpdump`. */
  readonly recorder: string;
  /** Packets that passed the filter, as the kernel counts them. */
  readonly received: number;
  /** Packets lost because they were not fetched from the kernel in time. */
  readonly droppedKernel: number;
  /** Packets that the interface or its driver dropped. */
  readonly droppedInterface: number;
  /** What this recorder cannot tell: sentences. */
  readonly limits: readonly string[];
}

/** A capture opened for reading: an iterable of batches in time order, and what is known of the whole. */
export interface Capture extends AsyncIterable<PacketBatch> {
  /** As the user named it: a path, `-`, or several joined by a comma. */
  readonly name: string;
  readonly source: 'file' | 'live';
  /** Grows while the capture is read. */
  readonly interfaces: readonly CaptureInterface[];
  /** Whole seconds since the Unix epoch at which time 0 lies: the second of the first packet. 0 before the first batch. */
  readonly epoch: number;
  /** Octets of input taken so far (compressed ones for gzip), and in all; `total` is null where unknown (stdin). */
  readonly progress: { readonly read: number; readonly total: number | null };
  /** What went wrong without ending the run (a cut-off file, an unknown link type): sentences, oldest first. Grows; who works on the capture adds to it. */
  readonly warnings: string[];
  /** What the recorders count; not there for files, nor for a stream from standard input, whose recorder is not ours. */
  readonly live?: LiveFacts;
  /** Stops reading and lets go of the files; the iterator ends, a live one when it has given what was captured already. */
  close(): void;
}
