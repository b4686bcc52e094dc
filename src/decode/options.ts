/** TCP options (RFC 9293 §3.2), read where they are needed: all of a SYN's, of other segments timestamps and SACK. */
import { type Segment, SynOption } from './segment.ts';
import { seqDiff } from './seq.ts';

/** Option kinds (IANA TCP parameters). */
const END = 0;
const NOP = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;
const MD5 = 19;
const AO = 29;
const MPTCP = 30;
const FAST_OPEN = 34;
/** Shared by experiments, which a 16-bit number tells apart (RFC 6994). */
const EXPERIMENT = 254;
const EXPERIMENT_FAST_OPEN = 0xf989;

const MP_CAPABLE = 0;
const MP_JOIN = 1;

/** RFC 7323 §2.3: a larger shift counts as 14. */
const MAX_WINDOW_SCALE = 14;

/** Reads the options between `at` and `end` of a segment with SYN. */
export function readSynOptions(view: DataView, at: number, end: number, segment: Segment): void {
  for (let option = at; option < end; option += lengthOf(view, option, end)) {
    const kind = view.getUint8(option);
    if (kind === END) return;
    readSynOption(view, option, kind, lengthOf(view, option, end), segment);
  }
}

/** Reads timestamps and selective acknowledgments between `at` and `end` of a segment without SYN. */
export function readOptions(view: DataView, at: number, end: number, segment: Segment): void {
  for (let option = at; option < end; option += lengthOf(view, option, end)) {
    const kind = view.getUint8(option);
    if (kind === END) return;
    const length = lengthOf(view, option, end);
    if (kind === TIMESTAMPS && length === 10) putTimestamps(view, option, segment);
    // RFC 2883 §4: the first block reports a duplicate if it ends no later than what is acknowledged.
    else if (kind === SACK && length >= 10 && seqDiff(view.getInt32(option + 6), segment.ack) <= 0) {
      segment.duplicateSack = 1;
    }
  }
}

/** Octets of the option; all that is left where its length is nonsense or reaches beyond the header. */
function lengthOf(view: DataView, option: number, end: number): number {
  if (view.getUint8(option) === NOP) return 1;
  const left = end - option;
  if (left < 2) return left;
  const length = view.getUint8(option + 1);
  return length < 2 || length > left ? left : length;
}

function readSynOption(view: DataView, at: number, kind: number, length: number, segment: Segment): void {
  switch (kind) {
    case MSS:
      if (length === 4) segment.mss = view.getUint16(at + 2);
      break;
    case WINDOW_SCALE:
      if (length === 3) segment.windowScale = Math.min(view.getUint8(at + 2), MAX_WINDOW_SCALE);
      break;
    case SACK_PERMITTED:
      if (length === 2) segment.sackPermitted = 1;
      break;
    case TIMESTAMPS:
      if (length === 10) putTimestamps(view, at, segment);
      break;
    case MD5:
      if (length === 18) segment.synOptions |= SynOption.MD5;
      break;
    case AO:
      if (length >= 4) segment.synOptions |= SynOption.AO;
      break;
    case MPTCP:
      if (length >= 3) segment.synOptions |= multipath(view.getUint8(at + 2) >>> 4);
      break;
    case FAST_OPEN:
      segment.synOptions |= SynOption.FAST_OPEN;
      break;
    case EXPERIMENT:
      if (length >= 4 && view.getUint16(at + 2) === EXPERIMENT_FAST_OPEN) segment.synOptions |= SynOption.FAST_OPEN;
      break;
    default:
  }
}

function multipath(subtype: number): number {
  if (subtype === MP_CAPABLE) return SynOption.MPTCP_CAPABLE;
  return subtype === MP_JOIN ? SynOption.MPTCP_JOIN : 0;
}

function putTimestamps(view: DataView, at: number, segment: Segment): void {
  segment.hasTimestamps = 1;
  segment.tsVal = view.getInt32(at + 2);
  segment.tsEcr = view.getInt32(at + 6);
}
