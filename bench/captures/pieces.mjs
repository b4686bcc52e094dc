/** A capture cut into many files: in turn, as a rotating tcpdump leaves it, or by client, as many short captures. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Where the last two octets of the source and the target address stand in a record of Ethernet and IPv4. */
const SOURCE = RECORD_HEADER + 14 + 14;
const TARGET = SOURCE + 4;

/** Pieces of equal size, one after the other. */
export const inTurn = (octets, pieces) => (_, at) => Math.min(pieces - 1, Math.floor((at / octets) * pieces));

/** Each client's packets in one piece, so that all pieces last as long as the whole. */
export const byClient = (_, pieces) => (record) => {
  const fromClient = record[SOURCE - 2] === 10;
  return record.readUInt16BE(fromClient ? SOURCE : TARGET) % pieces;
};

/**
 * @param {string} source a pcap file
 * @param {string} folder where the pieces are to be
 * @param {number} pieces
 * @param {(octets: number, pieces: number) => (record: Buffer, at: number) => number} rule which piece a record goes to
 */
export function cut(source, folder, pieces, rule) {
  const capture = readFileSync(source);
  const pieceOf = rule(capture.length, pieces);
  const contents = Array.from({ length: pieces }, () => [capture.subarray(0, FILE_HEADER)]);
  for (let at = FILE_HEADER; at < capture.length; ) {
    const end = at + RECORD_HEADER + capture.readUInt32LE(at + 8);
    const record = capture.subarray(at, end);
    contents[pieceOf(record, at)].push(record);
    at = end;
  }
  mkdirSync(folder, { recursive: true });
  for (const [piece, records] of contents.entries()) {
    writeFileSync(join(folder, `${String(piece).padStart(4, '0')}.pcap`), Buffer.concat(records));
  }
}
