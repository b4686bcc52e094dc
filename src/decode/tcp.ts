/**
 * TCP (RFC 9293 §3.1), read in words:
 *
 * ```
 *  0  source port 16 | destination port 16
 *  4  sequence number
 *  8  acknowledgment number
 * 12  data offset 4 | reserved 3 | AE CWR ECE URG ACK PSH RST SYN FIN | window 16
 * 16  checksum 16 | urgent pointer 16
 * 20  options, up to the data offset
 * ```
 */
import { fold, halves, sumOctets } from './checksum.ts';
import { finish, mix, mixAddresses, mixWords } from './digest.ts';
import { Checksums, type Frame } from './frame.ts';
import { MALFORMED, SEGMENT } from './next.ts';
import { readOptions, readSynOptions } from './options.ts';
import { Flag, type Segment } from './segment.ts';

/** What nearly every segment of a connection carries: no-op, no-op, timestamps (RFC 7323 appendix A). */
const NOP_NOP_TIMESTAMPS = 0x0101080a;

const TCP_PROTOCOL = 6;

export function tcp(frame: Frame): number {
  const { view, at, end, segment } = frame;
  if (end - at < 20) return frame.tooShort();
  const ports = view.getInt32(at);
  const seq = view.getInt32(at + 4);
  const ack = view.getInt32(at + 8);
  const control = view.getInt32(at + 12);
  const headerLength = (control >>> 26) & 0x3c;
  const length = frame.wireEnd - at - headerLength;
  if (headerLength < 20 || length < 0) return MALFORMED;

  if ((segment.flags & Flag.SYN) !== 0) forgetSyn(segment);
  segment.scope = frame.scope;
  segment.sourcePort = ports >>> 16;
  segment.destinationPort = ports & 0xffff;
  segment.seq = seq;
  segment.ack = ack;
  segment.flags = (control >>> 16) & 0x1ff;
  segment.window = control & 0xffff;
  segment.length = length;
  segment.hasTimestamps = 0;
  segment.tsVal = 0;
  segment.tsEcr = 0;
  segment.duplicateSack = 0;

  let hash = mix(mix(mix(mix(mixAddresses(segment), ports), seq), ack), control);
  // Options cut off by the snap length are not read, the others are.
  const optionsEnd = Math.min(at + headerLength, end);
  if ((control & (Flag.SYN << 16)) !== 0) {
    readSynOptions(view, at + 20, optionsEnd, segment);
    hash = mixWords(hash, view, at + 20, optionsEnd);
  } else if (optionsEnd - at >= 32 && view.getInt32(at + 20) === NOP_NOP_TIMESTAMPS) {
    const tsVal = view.getInt32(at + 24);
    const tsEcr = view.getInt32(at + 28);
    segment.hasTimestamps = 1;
    segment.tsVal = tsVal;
    segment.tsEcr = tsEcr;
    hash = mix(mix(hash, tsVal), tsEcr);
    if (optionsEnd - at > 32) {
      readOptions(view, at + 32, optionsEnd, segment);
      hash = mixWords(hash, view, at + 32, optionsEnd);
    }
  } else if (optionsEnd - at > 20) {
    readOptions(view, at + 20, optionsEnd, segment);
    hash = mixWords(hash, view, at + 20, optionsEnd);
  }
  segment.digest = finish(mix(hash, length));

  const isCovered = end === frame.wireEnd && frame.isVerifiable;
  if (isCovered && frame.checksums >= (length === 0 ? Checksums.HEADERS : Checksums.ALL)) {
    verify(frame, halves(ports) + halves(seq) + halves(ack) + halves(control));
  }
  return SEGMENT;
}

/** Takes out what the SYN that was decoded into the segment before has left. */
function forgetSyn(segment: Segment): void {
  segment.mss = -1;
  segment.windowScale = -1;
  segment.sackPermitted = 0;
  segment.synOptions = 0;
}

/** Compares the checksum with what it covers: pseudo header, header and payload. `sum` is that of the halves of the first four words. */
function verify(frame: Frame, sum: number): void {
  const { view, at, end, segment } = frame;
  let addresses = halves(segment.source0) + halves(segment.destination0);
  if (segment.ipVersion === 6) {
    addresses += halves(segment.source1) + halves(segment.source2) + halves(segment.source3);
    addresses += halves(segment.destination1) + halves(segment.destination2) + halves(segment.destination3);
  }
  const pseudoHeader = addresses + TCP_PROTOCOL + halves(end - at);
  const header = sum + halves(view.getInt32(at + 16));
  if (fold(pseudoHeader + header + sumOctets(view, at + 20, end)) === 0xffff) return;
  // Left to the network card, the field holds the sum of the pseudo header, for some cards without the length.
  const checksum = view.getUint16(at + 16);
  if (checksum === fold(pseudoHeader) || checksum === fold(addresses + TCP_PROTOCOL)) return;
  segment.badChecksum = 1;
}
