/** Thirteen downloads of full frames, one ACK for eight of them, as segmentation offload leaves it. */
import { ACK, CaptureWriter, PSH, SYN } from './capture-writer.mjs';

const CONNECTIONS = 13;
const RESPONSE = 1448;
const SNAPLEN = 1514;
/** What eight frames and their ACK take in the file. */
const OCTETS_OF_EIGHT = 8 * (16 + 1514) + 16 + 66;

const CLIENT_NET = 10 << 24;
const SERVER = (192 << 24) | (2 << 8) | 80;

/** @returns {number} frames of a capture of so many octets */
export const bulkFrames = (octets) => 8 * Math.floor(octets / OCTETS_OF_EIGHT);

/** @param {string | number} target a file, or a descriptor to write to @returns {number} packets */
export function bulk(target, frames) {
  const writer = new CaptureWriter(target, SNAPLEN);
  const seqs = new Int32Array(CONNECTIONS);
  const send = (connection, down, flags, length) => {
    const client = CLIENT_NET | (connection + 1);
    const clientPort = 40_000 + connection;
    writer.source = down ? SERVER : client;
    writer.target = down ? client : SERVER;
    writer.sourcePort = down ? 443 : clientPort;
    writer.targetPort = down ? clientPort : 443;
    writer.seq = down ? seqs[connection] : flags & SYN ? 0 : 1;
    writer.ack = flags & ACK ? (down ? 1 : seqs[connection]) : 0;
    writer.flags = flags;
    writer.length = length;
    writer.time += 12;
    writer.timestamp = writer.timestampEcho = Math.floor(writer.time / 1000);
    writer.write();
    if (down) seqs[connection] += length + (flags & SYN ? 1 : 0);
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
