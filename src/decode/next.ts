/**
 * What a layer says comes next: one number, so that the walk through a frame is a loop over small functions.
 *
 * ```
 *  < 0                a verdict, inverted: the walk ends
 *  0x00000–0x0ffff    an EtherType, or below 0x600 the length of an IEEE 802.3 frame
 *  0x10000 | n        an IP protocol number
 *  0x20000 | n        a link type (LINKTYPE_ number), for links inside links
 *  0x30000 …          what has no number of its own
 * ```
 */
import { Verdict } from './verdict.ts';

/** EtherTypes. */
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;

export const IP_PROTOCOL = 0x10000;
export const TCP: number = IP_PROTOCOL | 6;

export const LINK = 0x20000;
export const ETHERNET: number = LINK | 1;
export const IEEE802_11: number = LINK | 105;

/** IEEE 802.2 logical link control. */
export const LLC = 0x30000;
/** An IP packet whose version field must say which. */
export const IP = 0x30001;
/** A PPP frame, with or without address and control. */
export const PPP = 0x30002;
/** A PPPoE header. */
export const PPPOE = 0x30003;

/** The last word of a layer: verdicts take the place of a next layer. */
export const SEGMENT: number = ~Verdict.SEGMENT;
export const NOT_TCP: number = ~Verdict.NOT_TCP;
export const TRUNCATED: number = ~Verdict.TRUNCATED;
export const MALFORMED: number = ~Verdict.MALFORMED;
export const FRAGMENT: number = ~Verdict.FRAGMENT;
export const UNKNOWN_LINK: number = ~Verdict.UNKNOWN_LINK;
