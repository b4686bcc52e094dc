/** Captures what passes interfaces of this machine: recorders in child processes, merged by time, and a clock that runs on an idle wire. */
import { defaultFilters } from './default-filter.ts';
import { Interfaces } from './interfaces.ts';
import type { Ledger } from './ledger.ts';
import type { Capture, CaptureInterface, LiveFacts, PacketBatch } from './packet-batch.ts';
import { Packets } from './packets.ts';
import { RECORDER_NAMES, RECORDERS, type RecorderName, startFirst } from './recorder/list.ts';
import { Wire } from './wire.ts';

/** Milliseconds after which a batch is given even where no packet came. */
const IDLE = 100;
/** Milliseconds that the packets of one interface wait for those of the others: longer than a recorder gathers them. */
const SETTLE = 120;
/** Milliseconds by which the clock of an idle wire is behind, as packets of that time may still be on their way. */
const LAG = 150;
/** Milliseconds in which what was recorded may still come when the capture is to end. */
const GRACE = 1000;
/** Milliseconds between two readings of the counters. */
const COUNTING = 1000;

const SNAP_LENGTH = 128;
const BUFFER = 32_768;

export interface LiveOptions {
  /** In libpcap's syntax; default: TCP, also behind VLAN tags and inside tunnels. */
  readonly filter?: string | null;
  /** Octets kept of each packet; default 128. */
  readonly snapLength?: number;
  /** Buffer in the kernel, in KiB; default 32 MiB. */
  readonly buffer?: number;
  /** Default: no. */
  readonly promiscuous?: boolean;
  /** What takes the packets from the kernel; default: the first that works. */
  readonly recorder?: RecorderName;
}

/**
 * Starts to capture on the interfaces (names as the system knows them, or `any`).
 *
 * @throws TcpstateError where one cannot be captured on, or the filter is none
 */
export async function openLive(interfaces: readonly string[], options: LiveOptions = {}): Promise<Capture> {
  const ledger: Ledger = { interfaces: new Interfaces(), warnings: [], progress: { read: 0, total: null } };
  const epoch = Math.floor(Date.now() / 1000);
  const wires: Wire[] = [];
  let names = options.recorder === undefined ? RECORDER_NAMES : [options.recorder];
  const filter = options.filter ?? null;
  const manner = {
    snapLength: options.snapLength ?? SNAP_LENGTH,
    buffer: options.buffer ?? BUFFER,
    promiscuous: options.promiscuous ?? false,
  };
  try {
    for (const name of interfaces) {
      const filters = filter === null ? defaultFilters(name) : [filter];
      const recipes = filters.map((each) => ({ interface: name, filter: each, ...manner }));
      const { name: recorder, recipe, recording } = await startFirst(names, recipes);
      wires.push(new Wire(RECORDERS[recorder], recipe, recording, epoch, ledger));
      names = [recorder];
    }
  } catch (error) {
    for (const wire of wires) wire.close();
    throw error;
  }
  return new LiveCapture(interfaces.join(', '), wires, epoch, ledger, names[0]!);
}

class LiveCapture implements Capture {
  readonly name: string;
  readonly source = 'live';
  readonly interfaces: readonly CaptureInterface[];
  readonly progress: Capture['progress'];
  readonly warnings: string[];
  readonly epoch: number;
  readonly live: LiveFacts;
  readonly #wires: readonly Wire[];
  readonly #idle = new Packets();
  #now = 0;
  /** Drops and gaps that are known of, and when the latest of them was. */
  #missed = 0;
  #missedUntil = Number.NEGATIVE_INFINITY;
  #countedAt = performance.now();
  /** When it ends at the latest. */
  #end = Number.POSITIVE_INFINITY;
  #wake: () => void = () => {};

  constructor(name: string, wires: readonly Wire[], epoch: number, ledger: Ledger, recorder: RecorderName) {
    this.name = name;
    this.epoch = epoch;
    this.interfaces = ledger.interfaces.list;
    this.progress = ledger.progress;
    this.warnings = ledger.warnings;
    this.#wires = wires;
    this.live = liveFacts(wires, recorder, () => this.#missedUntil);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PacketBatch, void, void> {
    try {
      while (performance.now() < this.#end) {
        for (const wire of this.#wires) wire.read(() => this.#wake());
        if (!this.#wires.some(hasSaid)) await this.#wait(() => this.#wires.some(hasSaid), IDLE);
        if (!this.#wires.every(hasSaid)) await this.#wait(() => this.#wires.every(hasSaid), this.#unsettled());
        const batch = this.#slice();
        if (batch === null && this.#wires.every(({ over }) => over)) return;
        this.#count();
        const given = batch ?? this.#emptyBatch();
        this.#lookForLosses();
        yield given;
      }
    } finally {
      for (const wire of this.#wires) wire.close();
    }
  }

  close(): void {
    if (this.#end !== Number.POSITIVE_INFINITY) return;
    this.#end = performance.now() + GRACE;
    for (const wire of this.#wires) wire.stop();
  }

  /** Until `reached`, or so many milliseconds have passed. */
  async #wait(reached: () => boolean, milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!reached()) {
      const left = until - performance.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** How long the earliest packet in hand has to wait yet for earlier ones of other interfaces; an old one waits no more. */
  #unsettled(): number {
    const head = Math.min(...this.#inHand().map((wire) => wire.head));
    return Math.min(SETTLE, SETTLE - (this.#wallClock() - head) / 1e6);
  }

  #inHand(): Wire[] {
    return this.#wires.filter(({ ready }) => ready).sort((a, b) => a.head - b.head);
  }

  /** What the interface with the earliest packet has before the next packet of any other; null where none has any. */
  #slice(): PacketBatch | null {
    const [first, next] = this.#inHand();
    if (first === undefined) return null;
    const { packets } = first.reader;
    first.take(next?.head ?? Number.POSITIVE_INFINITY);
    this.#now = Math.max(this.#now, packets.time[packets.to - 1]!);
    packets.now = this.#now;
    return packets;
  }

  /** Nanoseconds since the capture's epoch. Recorders stamp packets by this machine's clock, too. */
  #wallClock(): number {
    return Date.now() * 1e6 - this.epoch * 1e9;
  }

  #emptyBatch(): PacketBatch {
    this.#now = Math.max(this.#now, this.#wallClock() - LAG * 1e6);
    this.#idle.now = this.#now;
    return this.#idle;
  }

  /** What has come to be missing since it looked last is missing up to now. */
  #lookForLosses(): void {
    const { droppedKernel, droppedInterface } = this.live;
    const missed = this.#wires.reduce((sum, { gaps }) => sum + gaps, droppedKernel + droppedInterface);
    if (missed > this.#missed) this.#missedUntil = this.#now;
    this.#missed = missed;
  }

  #count(): void {
    if (performance.now() - this.#countedAt < COUNTING) return;
    this.#countedAt = performance.now();
    for (const wire of this.#wires) wire.count();
  }
}

/** Whether the interface has a packet in hand, or will never have one. */
function hasSaid({ ready, over }: Wire): boolean {
  return ready || over;
}

function liveFacts(wires: readonly Wire[], recorder: RecorderName, missedUntil: () => number): LiveFacts {
  const sum = (counter: Parameters<Wire['counted']>[0]): number =>
    wires.reduce((total, wire) => total + wire.counted(counter), 0);
  return {
    recorder,
    get received() {
      return sum('received');
    },
    get droppedKernel() {
      return sum('droppedKernel');
    },
    get droppedInterface() {
      return sum('droppedInterface');
    },
    get missedUntil() {
      return missedUntil();
    },
    limits: RECORDERS[recorder].limits,
  };
}
