/** Cuts a capture of everything into captures of a scenario each. */
import { writeFileSync } from 'node:fs';
import { addressOf, portOf, segmentsIn } from '../../accuracy/segments.mjs';

/**
 * @typedef {object} Piece
 * @property {string} file where it goes
 * @property {readonly [first: number, last: number]} ports it holds the segments of these, on either side
 * @property {number} [from] seconds: and none before
 * @property {string} [sender] address of the host whose segments alone it holds
 *
 * @typedef {{ packets: number, first: number, last: number }} Extent
 */

const MICROSECOND_PCAP = 0xa1b2c3d4;
const SNAP_LENGTH = 262144;

/**
 * @param {string} file
 * @param {readonly Piece[]} pieces
 * @returns {Promise<Extent[]>} of each piece
 */
export async function cut(file, pieces) {
  const ofPort = new Map();
  for (const [index, { ports }] of pieces.entries()) {
    for (let port = ports[0]; port <= ports[1]; port++) ofPort.set(port, [...(ofPort.get(port) ?? []), index]);
  }
  const records = pieces.map(() => []);
  const extents = pieces.map(() => ({ packets: 0, first: 0, last: 0 }));
  let linkType = 1;
  for await (const { seen, frame, wireLength, link } of segmentsIn(file)) {
    linkType = link;
    for (const index of ofPort.get(portOf(seen.from)) ?? []) {
      const { from = 0, sender } = pieces[index];
      if (seen.time < from || (sender !== undefined && addressOf(seen.from) !== sender)) continue;
      records[index].push(record(seen.time, frame, wireLength));
      const extent = extents[index];
      if (extent.packets++ === 0) extent.first = seen.time;
      extent.last = Math.max(extent.last, seen.time);
    }
  }
  for (const [index, { file }] of pieces.entries())
    writeFileSync(file, Buffer.concat([header(linkType), ...records[index]]));
  return extents;
}

function header(linkType) {
  const octets = Buffer.alloc(24);
  octets.writeUInt32LE(MICROSECOND_PCAP, 0);
  octets.writeUInt16LE(2, 4);
  octets.writeUInt16LE(4, 6);
  octets.writeUInt32LE(SNAP_LENGTH, 16);
  octets.writeUInt32LE(linkType, 20);
  return octets;
}

function record(time, frame, wireLength) {
  const octets = Buffer.alloc(16 + frame.length);
  const microseconds = Math.round(time * 1e6);
  octets.writeUInt32LE(Math.floor(microseconds / 1e6), 0);
  octets.writeUInt32LE(microseconds % 1e6, 4);
  octets.writeUInt32LE(frame.length, 8);
  octets.writeUInt32LE(wireLength, 12);
  octets.set(frame, 16);
  return octets;
}
