/**
 * Writes the captures of the benchmark into bench/data: `node bench/generate.mjs [--quick]`.
 * The seed is fixed, so the octets are the same each time. What is there already stays.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ACK, CaptureWriter, FIN, PSH, SYN } from './capture-writer.mjs';
import { Cast } from './conversations.mjs';
import { EventQueue } from './event-queue.mjs';

const SNAPLEN = 96;
const SEED = 1;

/** `1 M connections`, and a fiftieth of it to try things out. */
const SIZES = {
  full: { connections: 1_000_000, frames: 2_000_000 },
  quick: { connections: 20_000, frames: 40_000 },
};

/** Each capture: its name, what is in it, and how to write it. */
const CAPTURES = {
  busy: { about: '{connections} connections in the order of a busy server, thousands open at a time', write: busy },
  open: { about: 'the same {connections} connections, all open at once', write: allOpen },
  bulk: { about: '{frames} full frames of 13 connections', write: bulk },
  tiny: { about: 'one connection of 10 packets', write: tiny },
};

/** As on a busy server: connections begin at random times over four minutes and take as long as they take. */
function busy(file, { connections }) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, connections, SEED);
  const queue = new EventQueue(1 << 17);
  const between = 240e6 / 1e6;
  let next = 0;
  while (next < connections || queue.length > 0) {
    if (next < connections && (queue.length === 0 || next * between <= queue.time)) {
      queue.add(next * between, next++);
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

/** All open, then all talk, then all close: the most that a table can be asked to hold. */
function allOpen(file, { connections }) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, connections, SEED);
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

/** Thirteen downloads of full frames, one ACK for eight of them, as segmentation offload leaves it. */
function bulk(file, { frames }) {
  const writer = new CaptureWriter(file, 1514);
  const CONNECTIONS = 13;
  const RESPONSE = 1448;
  const seqs = new Int32Array(CONNECTIONS);
  const send = (connection, down, flags, length) => {
    const ends = [(10 << 24) | (connection + 1), 40_000 + connection, (192 << 24) | (2 << 8) | 80, 443];
    [writer.source, writer.sourcePort, writer.target, writer.targetPort] = down
      ? [...ends.slice(2), ...ends.slice(0, 2)]
      : ends;
    writer.seq = down ? seqs[connection] : flags & SYN ? 0 : 1;
    writer.ack = flags & ACK ? (down ? 1 : seqs[connection]) : 0;
    writer.flags = flags;
    writer.length = length;
    writer.time += 12;
    writer.timestamp = writer.timestampEcho = Math.floor(writer.time / 1000);
    writer.write();
    if (down) seqs[connection] += length + (flags & (SYN | FIN) ? 1 : 0);
  };
  for (let connection = 0; connection < CONNECTIONS; connection++) {
    send(connection, false, SYN, 0);
    send(connection, true, SYN | ACK, 0);
    send(connection, false, ACK, 0);
  }
  for (let frame = 0; frame < frames; frame++) {
    const connection = (frame >>> 3) % CONNECTIONS;
    send(connection, true, frame % 8 === 7 ? PSH | ACK : ACK, RESPONSE);
    if (frame % 8 === 7) send(connection, false, ACK, 0);
  }
  writer.close();
  return writer.packets;
}

/** One connection of 10 packets: what is left is the start of the program. */
function tiny(file) {
  const writer = new CaptureWriter(file, SNAPLEN);
  const cast = new Cast(writer, 1, SEED);
  for (let time = 0; writer.packets < 10; time += 10_000) cast.send(0, time);
  writer.close();
  return writer.packets;
}

/** @returns {string} the path of a capture */
export function captureFile(name, size) {
  return join(import.meta.dirname, 'data', `${name}-${size}.pcap`);
}

/** Beside each capture, how many packets it holds. */
const countFile = (file) => `${file}.packets`;

/** @returns {number} how many packets a capture of ours holds */
export function packetsIn(file) {
  return Number(readFileSync(countFile(file), 'utf8'));
}

/** @returns {string} what is in a capture of a size */
export function aboutCapture(name, size) {
  return CAPTURES[name].about.replace(/\{(\w+)\}/, (_, what) => SIZES[size][what].toLocaleString('en'));
}

/**
 * Writes the captures that are missing.
 * @param {'full' | 'quick'} size
 */
export function generate(size) {
  mkdirSync(join(import.meta.dirname, 'data'), { recursive: true });
  for (const [name, { write }] of Object.entries(CAPTURES)) {
    const file = captureFile(name, size);
    if (existsSync(file)) continue;
    const begun = performance.now();
    const packets = write(file, SIZES[size]);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    writeFileSync(countFile(file), String(packets));
    console.error(`${file}: ${packets} packets, ${(statSync(file).size / 1e6).toFixed(0)} MB, ${seconds} s`);
  }
}

if (process.argv[1] === import.meta.filename) {
  generate(process.argv.includes('--quick') ? 'quick' : 'full');
}
