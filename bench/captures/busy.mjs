/** Very many short connections to one server: as they come on a busy one, or all open at once. */
import { CaptureWriter } from './capture-writer.mjs';
import { Cast } from './cast.mjs';
import { EventQueue } from './event-queue.mjs';
import { OPEN, scripts } from './script.mjs';

const SNAPLEN = 96;
const SEED = 1;

const TALK = ['> PA ~300', '< A', '< A 1448 think', '< PA ~900', '> A rtt'];
const TALK_AGAIN = ['> PA ~300 idle', '< PA ~900 think', '> A rtt'];
const TALK_LONG = [...TALK, ...TALK_AGAIN, ...TALK_AGAIN, ...TALK_AGAIN, ...TALK_AGAIN];

/** [share of all connections, its segments] */
const KINDS = [
  [0.44, [...OPEN, ...TALK, '> FA', '< FA', '> A rtt']],
  [0.25, [...OPEN, ...TALK, '< FA', '> A rtt', '> FA', '< A']],
  [0.08, [...OPEN, '> PA ~200', '< A', '< R think']],
  [0.05, ['> S', '> S rto', '> S rto']],
  [0.03, ['> S', '< RA']],
  [0.05, [...OPEN, ...TALK, ...TALK_AGAIN]],
  [0.1, [...OPEN, ...TALK_LONG, '> FA', '< A', '< FA think', '> A rtt']],
];

const SERVER = (192 << 24) | (2 << 8) | 80;
const SERVER_PORTS = [443, 80, 8080, 5432];

/** 65536 client addresses; connections from one address have different ports. */
function address(writer, connection, fromClient, chance) {
  const host = (10 << 24) | (Math.imul(connection, 40_503) & 0xffff);
  const port = 32768 + (((connection >>> 16) * 1013 + (connection & 0xffff) * 7) % 28_000);
  const serverPort = SERVER_PORTS[chance(connection, 6) & 3];
  writer.source = fromClient ? host : SERVER;
  writer.target = fromClient ? SERVER : host;
  writer.sourcePort = fromClient ? port : serverPort;
  writer.targetPort = fromClient ? serverPort : port;
}

const ROLES = { scripts: scripts(KINDS), address };

/** Microseconds from one connection's beginning to the next one's. */
const BETWEEN = 240;

/** As on a busy server: connections begin one after the other and take as long as they take. @returns {number} packets */
export function busy(file, connections) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, ROLES, connections, SEED);
  const queue = new EventQueue(1 << 17);
  let next = 0;
  while (next < connections || queue.length > 0) {
    if (next < connections && (queue.length === 0 || next * BETWEEN <= queue.time)) {
      queue.add(next * BETWEEN, next++);
      continue;
    }
    const time = queue.time;
    const connection = queue.take();
    cast.send(connection, Math.floor(time));
    if (cast.hasNext(connection)) queue.add(time + cast.delay(connection), connection);
  }
  writer.close();
  return writer.packets;
}

/** All open, then all talk, then all close: the most that a table can be asked to hold. @returns {number} packets */
export function allOpen(file, connections) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, ROLES, connections, SEED);
  let time = 0;
  for (let act = 0; act < 3; act++) {
    for (let sent = -1; sent !== writer.packets; ) {
      sent = writer.packets;
      for (let connection = 0; connection < connections; connection++) {
        if (!cast.hasNext(connection) || cast.act(connection) !== act) continue;
        time += 4;
        cast.send(connection, time);
      }
    }
  }
  writer.close();
  return writer.packets;
}

/** One connection of 10 packets: what is left is the start of the program. @returns {number} packets */
export function tiny(file) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, ROLES, 1, SEED);
  for (let time = 0; writer.packets < 10; time += 10_000) cast.send(0, time);
  writer.close();
  return writer.packets;
}
