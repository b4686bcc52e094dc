/** The TCP segments of a capture, as plain objects, read by tcpstate's own decoder: what scoring and the peers look at. */

import { formatAddress } from '../dist/src/decode/address.js';
import { Decoder, openCapture, Segment, Verdict } from '../dist/src/index.js';

/**
 * @typedef {object} Seen
 * @property {number} time seconds since the Unix epoch
 * @property {string} from `address:port`, IPv6 in brackets
 * @property {string} to
 * @property {number} seq
 * @property {number} ack
 * @property {number} flags bits as in `Flag`
 * @property {number} length octets of payload
 * @property {number} ipId
 */

/**
 * Every TCP segment of a capture, and the frame that it came in, valid until the next is asked for.
 * @param {string} file
 * @returns {AsyncGenerator<{ seen: Seen, frame: Uint8Array, wireLength: number, link: number }>}
 */
export async function* segmentsIn(file) {
  const capture = await openCapture(file);
  const decoder = new Decoder();
  const segment = new Segment();
  for await (const { bytes, view, from, to, start, end, wireLength, time, interfaceIndex } of capture) {
    for (let i = from; i < to; i++) {
      const { linkType: link } = capture.interfaces[interfaceIndex[i]];
      const verdict = decoder.decode(view, start[i], end[i], wireLength[i], link, time[i], segment);
      if (verdict !== Verdict.SEGMENT) continue;
      const frame = bytes.subarray(start[i], end[i]);
      yield { seen: plain(segment, capture.epoch), frame, wireLength: wireLength[i], link };
    }
  }
}

/**
 * @param {string} file
 * @returns {Promise<Seen[]>}
 */
export async function segmentsOf(file) {
  const all = [];
  for await (const { seen } of segmentsIn(file)) all.push(seen);
  return all;
}

/** @returns {Seen} */
function plain(segment, epoch) {
  const { ipVersion: v, sourcePort, destinationPort, time, flags, length, ipId } = segment;
  const source = formatAddress(v, segment.source0, segment.source1, segment.source2, segment.source3);
  const destination = formatAddress(
    v,
    segment.destination0,
    segment.destination1,
    segment.destination2,
    segment.destination3,
  );
  return {
    time: epoch + time / 1e9,
    from: endpointName(source, sourcePort),
    to: endpointName(destination, destinationPort),
    seq: segment.seq >>> 0,
    ack: segment.ack >>> 0,
    flags,
    length,
    ipId,
  };
}

/** `address:port`, IPv6 in brackets. */
export const endpointName = (address, port) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);

export const portOf = (endpoint) => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
export const addressOf = (endpoint) => endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '');

/** The same name for both directions of a connection. */
export const pairName = (one, other) => (one < other ? `${one} ${other}` : `${other} ${one}`);
