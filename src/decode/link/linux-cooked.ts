/**
 * Linux "cooked" captures, as of the device `any`.
 *
 * ```
 * SLL    packet type 16 | ARPHRD 16 | address length 16 | address 64 | protocol 16
 * SLL2   protocol 16 | reserved 16 | interface 32 | ARPHRD 16 | packet type 8 | address length 8 | address 64
 * ```
 */
import type { Frame } from '../frame.ts';
import { LINK, LLC, NOT_TCP } from '../next.ts';

/** ARPHRD_IEEE80211_RADIOTAP: the protocol field is not set. */
const RADIOTAP_DEVICE = 803;
const RADIOTAP: number = LINK | 127;
/** ETH_P_802_2 */
const PROTOCOL_LLC = 4;

export function linuxCooked(frame: Frame): number {
  if (frame.captured < 16) return frame.tooShort();
  const device = frame.view.getUint16(frame.at + 2);
  const protocol = frame.view.getUint16(frame.at + 14);
  frame.at += 16;
  return cookedPayload(device, protocol);
}

export function linuxCooked2(frame: Frame): number {
  if (frame.captured < 20) return frame.tooShort();
  const protocol = frame.view.getUint16(frame.at);
  const device = frame.view.getUint16(frame.at + 8);
  frame.at += 20;
  return cookedPayload(device, protocol);
}

function cookedPayload(device: number, protocol: number): number {
  if (device === RADIOTAP_DEVICE) return RADIOTAP;
  if (protocol === PROTOCOL_LLC) return LLC;
  return protocol < 0x600 ? NOT_TCP : protocol;
}
