/**
 * The kinds of connections of the generated captures, as data, and the cast of connections that plays them.
 *
 * A line is one segment: who sends (`>` client, `<` server), flags, octets of payload (`~` about that many), and how long
 * after the segment before it: `rtt` a round trip, `think` the server's work, `rto` a retransmission time-out, `idle` a
 * pause of the user. Nothing means at once.
 */
import { ACK, FIN, PSH, RST, SYN } from './capture-writer.mjs';

const OPEN = ['> S', '< SA', '> A rtt'];
const TALK = ['> PA ~300', '< A', '< A 1448 think', '< PA ~900', '> A rtt'];
const TALK_AGAIN = ['> PA ~300 idle', '< PA ~900 think', '> A rtt'];

/** [share of all connections, its segments] */
const KINDS = [
  [0.44, [...OPEN, ...TALK, '> FA', '< FA', '> A rtt']],
  [0.25, [...OPEN, ...TALK, '< FA', '> A rtt', '> FA', '< A']],
  [0.08, [...OPEN, '> PA ~200', '< A', '< R think']],
  [0.05, ['> S', '> S rto', '> S rto']],
  [0.03, ['> S', '< RA']],
  [0.05, [...OPEN, ...TALK, ...TALK_AGAIN]],
  [
    0.1,
    [
      ...OPEN,
      ...TALK,
      ...TALK_AGAIN,
      ...TALK_AGAIN,
      ...TALK_AGAIN,
      ...TALK_AGAIN,
      '> FA',
      '< A',
      '< FA think',
      '> A rtt',
    ],
  ],
];

const FLAGS = { F: FIN, S: SYN, R: RST, P: PSH, A: ACK };
const WAITS = { rtt: 1, think: 2, rto: 3, idle: 4 };

/** A segment as numbers, for the loop that writes millions of them. */
function compile(line) {
  const [who, flags, ...rest] = line.split(' ');
  const size = rest.find((word) => /\d/.test(word)) ?? '0';
  return {
    fromClient: who === '>',
    flags: [...flags].reduce((bits, letter) => bits | FLAGS[letter], 0),
    length: Number(size.replace('~', '')),
    about: size.startsWith('~'),
    wait: WAITS[rest.find((word) => word in WAITS)] ?? 0,
  };
}

/** Each segment also knows its act: the opening (0), the talk (1) or the end (2) of the connection. */
const SCRIPTS = KINDS.map(([, lines]) => {
  const script = lines.map(compile);
  const last = script.findIndex(({ flags }) => flags & (FIN | RST));
  const opens = (at) => script.length < OPEN.length + 1 || at < OPEN.length;
  const ends = (at) => last >= 0 && at >= last;
  return script.map((segment, at) => ({ ...segment, act: opens(at) ? 0 : ends(at) ? 2 : 1 }));
});

/** Sixteen bits of chance pick a kind by its share. */
const kindOf = new Uint8Array(1 << 16);
let filled = 0;
for (const [kind, [share]] of KINDS.entries()) {
  const end = Math.min(kindOf.length, filled + Math.ceil(share * kindOf.length));
  kindOf.fill(kind, filled, end);
  filled = end;
}

/** A number mixed beyond recognition (murmur3's finalizer): chance that a seed repeats. @returns {number} int32 */
export function mix(value) {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

const SERVER = (192 << 24) | (2 << 8) | 80;
const SERVER_PORTS = [443, 80, 8080, 5432];

/** So many connections, each with the next segment that it will send. */
export class Cast {
  #seed;
  #step;
  #clientNext;
  #serverNext;
  #writer;

  /** @param {import('./capture-writer.mjs').CaptureWriter} writer */
  constructor(writer, connections, seed) {
    this.#writer = writer;
    this.#seed = seed;
    this.#step = new Uint8Array(connections);
    this.#clientNext = new Int32Array(connections);
    this.#serverNext = new Int32Array(connections);
  }

  #chance(connection, salt) {
    return mix(mix(connection + this.#seed) + salt);
  }

  #script(connection) {
    return SCRIPTS[kindOf[this.#chance(connection, 1) >>> 16]];
  }

  /** Whether a connection has a segment left to send. */
  hasNext(connection) {
    return this.#step[connection] < this.#script(connection).length;
  }

  /** The act that its next segment belongs to. */
  act(connection) {
    return this.#script(connection)[this.#step[connection]].act;
  }

  /** Microseconds that its next segment waits after the one before. */
  delay(connection) {
    const { wait } = this.#script(connection)[this.#step[connection]];
    if (wait === WAITS.rtt) return 200 + ((this.#chance(connection, 2) >>> 16) % 80_000);
    if (wait === WAITS.think) return 100 + ((this.#chance(connection, 64 + this.#step[connection]) >>> 16) % 20_000);
    if (wait === WAITS.rto) return 1_000_000;
    if (wait === WAITS.idle) return 100_000 + (this.#chance(connection, 128 + this.#step[connection]) >>> 11);
    return 5;
  }

  /** Sends the next segment of a connection at a time in microseconds. */
  send(connection, time) {
    const step = this.#step[connection]++;
    if (step === 0) {
      this.#clientNext[connection] = this.#chance(connection, 3);
      this.#serverNext[connection] = this.#chance(connection, 4);
    }
    const segment = this.#script(connection)[step];
    const writer = this.#writer;
    const again = segment.flags === SYN && step > 0;
    const mine = segment.fromClient ? this.#clientNext : this.#serverNext;
    const theirs = segment.fromClient ? this.#serverNext : this.#clientNext;
    const about = segment.about ? (this.#chance(connection, 5 + step) >>> 24) - 128 : 0;
    writer.time = time;
    writer.length = segment.length + about;
    writer.flags = segment.flags;
    writer.seq = mine[connection] - (again ? 1 : 0);
    writer.ack = segment.flags & ACK ? theirs[connection] : 0;
    writer.timestamp = Math.floor(time / 1000) + (segment.fromClient ? connection : 0);
    writer.timestampEcho = segment.flags & ACK ? Math.floor(time / 1000) + (segment.fromClient ? 0 : connection) : 0;
    this.#address(connection, segment.fromClient);
    writer.write();
    if (!again) mine[connection] += writer.length + (segment.flags & (SYN | FIN) ? 1 : 0);
  }

  /** 65536 client addresses; connections from one address have different ports. */
  #address(connection, fromClient) {
    const writer = this.#writer;
    const host = (10 << 24) | (Math.imul(connection, 40_503) & 0xffff);
    const port = 32768 + (((connection >>> 16) * 1013 + (connection & 0xffff) * 7) % 28_000);
    const serverPort = SERVER_PORTS[this.#chance(connection, 6) & 3];
    writer.source = fromClient ? host : SERVER;
    writer.target = fromClient ? SERVER : host;
    writer.sourcePort = fromClient ? port : serverPort;
    writer.targetPort = fromClient ? serverPort : port;
  }
}
