/**
 * Traffic as a proxy before web servers sees it: ports are used again and again, a third is IPv6, connections are kept
 * open for the next request or by keep-alives, segments are lost and sent again or overtake each other, some end by RST.
 */
import { CaptureWriter } from './capture-writer.mjs';
import { Cast } from './cast.mjs';
import { EventQueue } from './event-queue.mjs';
import { mix } from './mix.mjs';
import { OPEN, scripts } from './script.mjs';

const SNAPLEN = 96;
const SEED = 2;

/** A request, and a response of so many full segments and one more; the client acknowledges every second one. */
function get(segments, wait = '') {
  const response = Array.from({ length: segments }, (_, at) => [
    at === 0 ? '< A 1428 think' : '< A 1428',
    ...(at % 2 === 1 ? ['> A rtt'] : []),
  ]);
  return [`> PA ~420 ${wait}`, '< A', ...response.flat(), '< PA ~800', '> A rtt'];
}

const CLIENT_CLOSES = ['> FA', '< FA', '> A rtt'];
const SERVER_CLOSES = ['< FA idle', '> A rtt', '> FA', '< A'];
const KEEP_ALIVE = ['> K quiet', '< A'];

/** [share of all connections, its segments] */
const KINDS = [
  [0.3, [...OPEN, ...get(2), ...CLIENT_CLOSES]],
  [0.22, [...OPEN, ...get(1), ...SERVER_CLOSES]],
  [0.1, [...OPEN, ...get(2), ...get(1, 'idle'), ...get(3, 'idle'), ...get(1, 'idle'), ...SERVER_CLOSES]],
  [0.08, [...OPEN, ...get(20), ...CLIENT_CLOSES]],
  [0.1, [...OPEN, ...get(2), '> RA idle']],
  [0.05, [...OPEN, '> PA ~420', '< A', '< R think']],
  [0.04, ['> S', '< RA']],
  [0.03, ['> S', '> S rto', '> S rto']],
  [0.05, [...OPEN, ...get(1)]],
  [0.03, [...OPEN, ...get(4), ...KEEP_ALIVE, ...KEEP_ALIVE, ...KEEP_ALIVE, ...CLIENT_CLOSES]],
];

/** Of all connections, how many pairs of endpoints there are for them. */
const PAIRS_SHARE = 72 / 162;
/** Of 2^16 segments with payload, how many are lost behind the observer and sent again (1 % of all packets), and how many are overtaken. */
const LOST = 1_000;
const OVERTAKEN = 130;
/** Microseconds until a lost segment is sent again, and until an overtaken one arrives. */
const RETRANSMITTED_AFTER = 220_000;
const OVERTAKEN_BY = 400;
/** Microseconds from one pair's first connection to the next pair's. */
const BETWEEN = 2_500;

/** @returns {number} packets */
export function web(file, connections) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const pairs = Math.round(connections * PAIRS_SHARE);
  const { pairOf, nextOf } = turns(connections, pairs);
  const cast = new Cast(writer, { scripts: scripts(KINDS), address: addressOf(pairOf) }, connections, SEED);
  const queue = new EventQueue(connections);
  const late = new LateSegments(writer);
  for (let pair = 0; pair < pairs; pair++) queue.add(pair * BETWEEN, pair);
  while (queue.length > 0) {
    const time = queue.time;
    const connection = queue.take();
    late.writeUntil(time);
    cast.compose(connection, Math.floor(time));
    const chance = mix(writer.packets) >>> 16;
    const troubled = writer.length > 0;
    const lost = troubled && chance < LOST;
    const overtaken = troubled && !lost && chance < LOST + OVERTAKEN;
    if (!overtaken) writer.write();
    if (lost) late.add(RETRANSMITTED_AFTER, true);
    if (overtaken) late.add(OVERTAKEN_BY, false);
    if (cast.hasNext(connection)) queue.add(time + cast.delay(connection), connection);
    else if (nextOf[connection] >= 0) queue.add(time + pause(connection), nextOf[connection]);
  }
  late.writeUntil(Number.POSITIVE_INFINITY);
  writer.close();
  return writer.packets;
}

/** Every pair has a connection; the others fall to some pairs more than to others. Those of one pair follow each other. */
function turns(connections, pairs) {
  const pairOf = Int32Array.from({ length: connections }, (_, connection) => connection);
  const nextOf = new Int32Array(connections).fill(-1);
  const latest = pairOf.slice(0, pairs);
  for (let connection = pairs; connection < connections; connection++) {
    const chance = (mix(connection) >>> 0) / 2 ** 32;
    const pair = Math.floor(((chance + 3 * chance * chance) / 4) * pairs);
    pairOf[connection] = pair;
    nextOf[latest[pair]] = connection;
    latest[pair] = connection;
  }
  return { pairOf, nextOf };
}

/** Microseconds between connections of a pair: from soon after the end of the former to 20 s later. */
function pause(connection) {
  return 1_000_000 + ((mix(connection) >>> 0) % 20_000_000);
}

const SERVERS = (198 << 24) | (51 << 16) | (100 << 8);
const CLIENTS = 10 << 24;

/** 4096 clients, 16 servers, and a port that only this pair uses; a third of the clients have IPv6. */
function addressOf(pairOf) {
  return (writer, connection, fromClient) => {
    const pair = pairOf[connection];
    const client = CLIENTS | (pair & 0xfff);
    const server = SERVERS | (mix(pair) & 15);
    const port = 32_768 + (pair >>> 12);
    const serverPort = mix(pair) & 0x70 ? 443 : 80;
    writer.v6 = (pair & 0xfff) % 3 === 0;
    writer.source = fromClient ? client : server;
    writer.target = fromClient ? server : client;
    writer.sourcePort = fromClient ? port : serverPort;
    writer.targetPort = fromClient ? serverPort : port;
  };
}

/** Segments that come, or come again, later. */
class LateSegments {
  #writer;
  #segments = [];
  #queue = new EventQueue(1 << 16);

  constructor(writer) {
    this.#writer = writer;
  }

  /** Keeps the segment that the writer holds for so many microseconds; one that is sent again tells the time anew. */
  add(delay, sentAgain) {
    const { packets: _, ...segment } = this.#writer;
    segment.time += delay;
    if (sentAgain) segment.timestamp += delay / 1000;
    this.#queue.add(segment.time, this.#segments.push(segment) - 1);
  }

  /** Writes those that are due. */
  writeUntil(time) {
    while (this.#queue.length > 0 && this.#queue.time <= time) {
      Object.assign(this.#writer, this.#segments[this.#queue.take()]);
      this.#writer.write();
    }
  }
}
