/** A fragment of an IP datagram: goes on with the datagram when it completes what is needed of it. */
import type { Frame } from './frame.ts';
import { FRAGMENT, IP_PROTOCOL, MALFORMED, NOT_TCP } from './next.ts';

/** RFC 791 §3.2: a datagram has at most 65,535 octets, and an offset counts units of eight. */
const MAX_LENGTH = 0xffff;

/** Octets of a datagram that are wanted before a tunnel inside it is followed. */
const TUNNEL_HEADERS = 256;

/**
 * Takes the octets from `frame.at` as those at `offset` of datagram `id`. All but the fragment that completes the
 * headers get the verdict FRAGMENT.
 */
export function fragment(frame: Frame, protocol: number, id: number, offset: number, isLast: boolean): number {
  if (!mayHoldTcp(protocol)) return NOT_TCP;
  const length = frame.wireEnd - frame.at;
  if (length <= 0 || offset + length > MAX_LENGTH || (!isLast && length % 8 !== 0)) return MALFORMED;
  const { datagrams } = frame;
  const place = datagrams.place(frame.segment, frame.scope, protocol, id);
  datagrams.add(place, protocol, offset, isLast, frame.view, frame.at, frame.end, frame.wireEnd);
  const isReady = datagrams.protocol(place) !== -1 && datagrams.isReady(place, headersNeeded(frame, place));
  if (isReady) datagrams.deliver(place);
  const held = datagrams.protocol(place);
  if (isReady) {
    frame.view = datagrams.view;
    frame.at = datagrams.start(place);
    frame.end = frame.at + datagrams.captured(place);
    frame.wireEnd = frame.at + datagrams.total(place);
    // The payload has not been kept.
    frame.isVerifiable = false;
  }
  datagrams.release(place);
  return isReady ? IP_PROTOCOL | held : FRAGMENT;
}

/** TCP, and what can carry it: IPv4, UDP, IPv6, GRE, AH, and destination options. */
function mayHoldTcp(protocol: number): boolean {
  switch (protocol) {
    case 4:
    case 6:
    case 17:
    case 41:
    case 47:
    case 51:
    case 60:
      return true;
    default:
      return false;
  }
}

/** Octets from the start of the datagram that must have arrived: for TCP the header with its options. */
function headersNeeded(frame: Frame, place: number): number {
  const { datagrams } = frame;
  if (datagrams.protocol(place) !== 6) return TUNNEL_HEADERS;
  if (datagrams.known(place) < 16) return 20;
  return Math.max(20, (datagrams.view.getUint8(datagrams.start(place) + 12) >>> 4) * 4);
}
