/**
 * IEEE 802.11 data frames (§9.3.2):
 *
 * ```
 * frame control 2 | duration 2 | address 6 ×3 | sequence control 2 | [address 6] | [QoS 2] | [HT control 4] | LLC
 * ```
 */
import type { Frame } from '../frame.ts';
import { FRAGMENT, LLC, NOT_TCP } from '../next.ts';

/** Frame control, first octet: subtype 4, type 2, version 2. */
const TYPE_AND_VERSION = 0x0f;
const DATA = 0x08;
const SUBTYPE_NO_DATA = 0x40;
const SUBTYPE_QOS = 0x80;

/** Frame control, second octet. */
const TO_AND_FROM_DISTRIBUTION = 0x03;
const PROTECTED = 0x40;
const ORDER = 0x80;

/** QoS control: the frame holds several, each with its own addresses and length. */
const AGGREGATE = 0x80;
const SUBFRAME_HEADER = 14;

export function ieee80211(frame: Frame): number {
  return ieee80211Padded(frame, false);
}

/** The same, with the header filled up to a multiple of four where the hardware does so. */
export function ieee80211Padded(frame: Frame, isPadded: boolean): number {
  const { view, at } = frame;
  if (frame.captured < 2) return frame.tooShort();
  const type = view.getUint8(at);
  const flags = view.getUint8(at + 1);
  if ((type & TYPE_AND_VERSION) !== DATA || (type & SUBTYPE_NO_DATA) !== 0 || (flags & PROTECTED) !== 0) return NOT_TCP;
  if (frame.captured < 24) return frame.tooShort();
  // Sequence control is little-endian: its low four bits number the fragments.
  if ((view.getUint8(at + 22) & 0x0f) !== 0) return FRAGMENT;

  let length = 24;
  if ((flags & TO_AND_FROM_DISTRIBUTION) === TO_AND_FROM_DISTRIBUTION) length += 6;
  let isAggregate = false;
  if ((type & SUBTYPE_QOS) !== 0) {
    if (frame.captured < length + 2) return frame.tooShort();
    isAggregate = (view.getUint8(at + length) & AGGREGATE) !== 0;
    length += (flags & ORDER) === 0 ? 2 : 6;
  }
  if (isPadded) length = (length + 3) & ~3;
  // One frame, one segment: of an aggregate the first is read.
  return frame.skip(isAggregate ? length + SUBFRAME_HEADER : length) ? LLC : frame.tooShort();
}
