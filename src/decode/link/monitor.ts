/** Headers that a wireless card puts before an IEEE 802.11 frame: radiotap, AVS, Prism. */
import type { Frame } from '../frame.ts';
import { IEEE802_11, MALFORMED } from '../next.ts';
import { ieee80211Padded } from './ieee802-11.ts';

/** radiotap's `it_present`: which fields there are; the last bit says that another such word follows. */
const HAS_TSFT = 1;
const HAS_FLAGS = 2;
const HAS_MORE = 0x8000_0000 | 0;
/** Of the flags field: the 802.11 header is padded to 32 bits. */
const FLAG_DATA_PAD = 0x20;

/** radiotap, little-endian: version 8, pad 8, length 16, present 32 (several), fields in order of their bits. */
export function radiotap(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 8) return frame.tooShort();
  const length = view.getUint16(at + 2, true);
  if (length < 8) return MALFORMED;
  const isPadded = hasDataPad(frame, at + length);
  return frame.skip(length) ? ieee80211Padded(frame, isPadded) : frame.tooShort();
}

function hasDataPad(frame: Frame, headerEnd: number): boolean {
  const { view, at } = frame;
  const end = Math.min(headerEnd, frame.end);
  const present = view.getInt32(at + 4, true);
  if ((present & HAS_FLAGS) === 0) return false;
  let field = at + 8;
  for (let word = present; (word & HAS_MORE) !== 0; field += 4) {
    if (field + 4 > end) return false;
    word = view.getInt32(field, true);
  }
  // Fields are aligned to their size, counted from the start of the header.
  if ((present & HAS_TSFT) !== 0) field = at + ((field - at + 7) & ~7) + 8;
  return field < end && (view.getUint8(field) & FLAG_DATA_PAD) !== 0;
}

/** Magic number of the AVS header, with its version in the last octet. */
const AVS = 0x80211000;

/** AVS, big-endian: version 32, length 32. */
export function avs(frame: Frame): number {
  if (frame.captured < 8) return frame.tooShort();
  return skipHeader(frame, frame.view.getUint32(frame.at + 4));
}

/** Prism, in the byte order of the machine: message code 32, message length 32. Some drivers write AVS under this number. */
export function prism(frame: Frame): number {
  if (frame.captured < 8) return frame.tooShort();
  if ((frame.view.getUint32(frame.at) & 0xfffff000) >>> 0 === AVS) return avs(frame);
  const length = frame.view.getUint32(frame.at + 4);
  return skipHeader(frame, length > 0xffff ? frame.view.getUint32(frame.at + 4, true) : length);
}

function skipHeader(frame: Frame, length: number): number {
  if (length < 8 || length > 0xffff) return MALFORMED;
  return frame.skip(length) ? IEEE802_11 : frame.tooShort();
}
