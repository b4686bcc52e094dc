/**
 * A recorder: libpcap itself, called from Node. A program of its own, started by `in-node.ts`.
 *
 * libpcap's own writer is handed to libpcap's own loop, so that no packet passes through JavaScript, and writes into a large
 * buffer of C's stdio, so that there are few system calls. Writing waits for the reader; what the kernel then drops is counted.
 */
import { giveUp, obey, recipe } from './duty.ts';

const { interface: name, filter, snapLength, buffer, promiscuous } = recipe();

const LIBRARIES = ['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so', 'libpcap.A.dylib', 'libpcap.dylib'];
/** Milliseconds for which the kernel may gather packets in a block of its buffer, which it then hands over however little is in it. */
const TIMEOUT = 40;
/** Milliseconds for which we leave the blocks where they are, once we have emptied all: fewer turns, and the same packets. */
const GATHERING = 50;
/** Milliseconds between two looks where nothing wakes us: a device that went down does not, some systems do not at all. */
const LOOK = 100;
/** Octets of records that are written at once. */
const OUTPUT = 1 << 19;
const STDOUT = 1;
const NANOSECONDS = 1;
const ERROR = -1;
/** The two link types of `any`: the second tells the interface, too. */
const [COOKED, COOKED_2] = [113, 276];

const koffi = await import('koffi').catch(() => giveUp('the package koffi, which calls libpcap, is not installed'));

const library = firstOf(LIBRARIES) ?? giveUp('there is no libpcap on this machine');
const [int, pointer, text] = ['int', 'void *', 'str'];
const call = {
  create: library.func('pcap_create', pointer, [text, pointer]),
  set: (what: string, value: number) => library.func(`pcap_set_${what}`, int, [pointer, int])(pcap, value),
  activate: library.func('pcap_activate', int, [pointer]),
  error: library.func('pcap_geterr', text, [pointer]),
  statusText: library.func('pcap_statustostr', text, [int]),
  compile: library.func('pcap_compile', int, [pointer, pointer, text, int, 'uint32']),
  setFilter: library.func('pcap_setfilter', int, [pointer, pointer]),
  setNonBlocking: library.func('pcap_setnonblock', int, [pointer, int, pointer]),
  dataLink: library.func('pcap_datalink', int, [pointer]),
  descriptor: library.func('pcap_get_selectable_fd', int, [pointer]),
  openWriter: library.func('pcap_dump_fopen', pointer, [pointer, pointer]),
  flush: library.func('pcap_dump_flush', int, [pointer]),
  dispatch: library.func('pcap_dispatch', int, [pointer, int, pointer, pointer]),
  stats: library.func('pcap_stats', int, [pointer, pointer]),
};
const writeRecord = library.symbol('pcap_dump');

const message = Buffer.alloc(256);
const pcap = call.create(name, message) ?? giveUp(cString(message));
call.set('snaplen', snapLength);
call.set('promisc', promiscuous ? 1 : 0);
call.set('timeout', TIMEOUT);
call.set('buffer_size', buffer * 1024);
call.set('tstamp_precision', NANOSECONDS);
const status: number = call.activate(pcap);
if (status < 0) giveUp(status === ERROR ? call.error(pcap) : call.statusText(status));
if (call.dataLink(pcap) === COOKED) call.set('datalink', COOKED_2);

const program = Buffer.alloc(koffi.sizeof(pointer) * 2);
if (call.compile(pcap, program, filter, 1, 0) !== 0) giveUp(`bad filter: ${call.error(pcap)}`);
if (call.setFilter(pcap, program) !== 0 || call.setNonBlocking(pcap, 1, message) !== 0) giveUp(call.error(pcap));

const libc = koffi.load(null);
const output = libc.func('fdopen', pointer, [int, text])(STDOUT, 'w');
// C's own memory: a Buffer that only C refers to is collected, and given to others, while C still writes to it.
const outputBuffer = libc.func('malloc', pointer, ['size_t'])(OUTPUT);
libc.func('setvbuf', int, [pointer, pointer, int, 'size_t'])(output, outputBuffer, 0, OUTPUT);
const writer = call.openWriter(pcap, output) ?? giveUp(call.error(pcap));

const counts = new Uint32Array(16);

/** Writes all that has come. */
function take(): void {
  let count: number;
  do count = call.dispatch(pcap, -1, writeRecord, writer);
  while (count > 0);
  // Nobody reads any more.
  if (call.flush(writer) !== 0) process.exit();
  if (count < 0) giveUp(call.error(pcap));
}

take();
const waiting = koffi.node.poll(call.descriptor(pcap), { readable: true }, takeAndGather);
setInterval(() => {
  take();
  // An error of the device ends the waiting.
  wait();
}, LOOK);

function takeAndGather(): void {
  take();
  waiting.stop();
  setTimeout(wait, GATHERING);
}

function wait(): void {
  waiting.start({ readable: true }, takeAndGather);
}

obey(
  name,
  () => {
    call.stats(pcap, counts);
    const [received = 0, droppedKernel = 0, droppedInterface = 0] = counts;
    return { received, droppedKernel, droppedInterface };
  },
  takeLast,
);

/** What came just now is in a block that the kernel has not handed over yet. */
async function takeLast(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2 * TIMEOUT));
  take();
}

function firstOf(names: readonly string[]): ReturnType<typeof koffi.load> | null {
  for (const each of names) {
    try {
      return koffi.load(each);
    } catch {
      // The next one.
    }
  }
  return null;
}

function cString(bytes: Buffer): string {
  return bytes.toString('latin1', 0, bytes.indexOf(0));
}
