/** The link types that tcpstate reads: their LINKTYPE_ numbers, tcpdump's names, and what decodes them. */
import type { Frame } from '../frame.ts';
import { UNKNOWN_LINK } from '../next.ts';
import { nflog, pktap, ppi } from './enveloped.ts';
import { ethernet } from './ethernet.ts';
import { ciscoHdlc, pppFrame, pppOverEthernet } from './hdlc.ts';
import { ieee80211 } from './ieee802-11.ts';
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts';
import { loopback } from './loopback.ts';
import { avs, prism, radiotap } from './monitor.ts';
import { rawIp, rawIp4, rawIp6 } from './raw.ts';
import { fddi, tokenRing } from './ring.ts';

/** A link type that can be decoded. */
export interface LinkType {
  /** LINKTYPE_ number (tcpdump.org/linktypes.html). */
  readonly number: number;
  /** tcpdump's name, as `tcpdump -L` prints it. */
  readonly name: string;
  /** Reads the link header at `frame.at` and tells what follows. */
  readonly decode: (frame: Frame) => number;
}

/** By number. */
export const KNOWN_LINKS: readonly LinkType[] = [
  { number: 0, name: 'NULL', decode: loopback },
  { number: 1, name: 'EN10MB', decode: ethernet },
  { number: 6, name: 'IEEE802', decode: tokenRing },
  { number: 9, name: 'PPP', decode: pppFrame },
  { number: 10, name: 'FDDI', decode: fddi },
  { number: 12, name: 'RAW', decode: rawIp },
  { number: 14, name: 'RAW', decode: rawIp },
  { number: 50, name: 'PPP_SERIAL', decode: pppFrame },
  { number: 51, name: 'PPP_ETHER', decode: pppOverEthernet },
  { number: 101, name: 'RAW', decode: rawIp },
  { number: 104, name: 'C_HDLC', decode: ciscoHdlc },
  { number: 105, name: 'IEEE802_11', decode: ieee80211 },
  { number: 108, name: 'LOOP', decode: loopback },
  { number: 113, name: 'LINUX_SLL', decode: linuxCooked },
  { number: 119, name: 'PRISM_HEADER', decode: prism },
  { number: 127, name: 'IEEE802_11_RADIO', decode: radiotap },
  { number: 163, name: 'IEEE802_11_RADIO_AVS', decode: avs },
  { number: 192, name: 'PPI', decode: ppi },
  { number: 228, name: 'IPV4', decode: rawIp4 },
  { number: 229, name: 'IPV6', decode: rawIp6 },
  { number: 239, name: 'NFLOG', decode: nflog },
  { number: 258, name: 'PKTAP', decode: pktap },
  { number: 276, name: 'LINUX_SLL2', decode: linuxCooked2 },
];

const BY_NUMBER: ReadonlyMap<number, LinkType> = new Map(KNOWN_LINKS.map((link) => [link.number, link]));

/** True for link types that can be decoded. */
export function isKnownLink(linkType: number): boolean {
  return BY_NUMBER.has(linkType);
}

/** tcpdump's name of a link type, or its number where it is none of ours. */
export function linkTypeName(linkType: number): string {
  return BY_NUMBER.get(linkType)?.name ?? `LINKTYPE ${linkType}`;
}

/** Decodes the header of that link type at `frame.at`. */
export function linkLayer(frame: Frame, linkType: number): number {
  if (linkType === 1) return ethernet(frame);
  const link = BY_NUMBER.get(linkType);
  return link === undefined ? UNKNOWN_LINK : link.decode(frame);
}
