/**
 * Writes pcap records of TCP segments, fast: one buffer in which every record is composed in place.
 *
 * ```
 * record 16 | Ethernet 14 | IPv4 20 or IPv6 40 | TCP 20 | options 12 (timestamps) or 20 (SYN) | payload, all zero
 * ```
 * Zeros add nothing to a checksum, so every checksum is right without touching the payload.
 */
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { mix } from './mix.mjs';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const CHUNK = 1 << 20;
const LONGEST_RECORD = 16 + 1514;
const IP = 16 + 14;

/** One segment, overwritten again and again. Addresses and numbers are int32; `time` is microseconds. */
export class CaptureWriter {
  time = 0;
  /** Whether the addresses are the ends of IPv6 addresses. */
  v6 = false;
  source = 0;
  sourcePort = 0;
  target = 0;
  targetPort = 0;
  seq = 0;
  ack = 0;
  flags = 0;
  length = 0;
  timestamp = 0;
  timestampEcho = 0;
  packets = 0;

  #name;
  #file;
  #snaplen;
  #buffer = Buffer.alloc(CHUNK + LONGEST_RECORD);
  #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset);
  #end = 0;
  #ipId = 0;

  /** @param {string | number} target where the file is to be, which until it is complete has another name; or a descriptor */
  constructor(target, snaplen) {
    this.#name = typeof target === 'string' ? target : null;
    this.#snaplen = snaplen;
    this.#file = typeof target === 'string' ? openSync(`${target}.part`, 'w') : target;
    const view = this.#view;
    view.setUint32(0, 0xa1b2c3d4, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, snaplen, true);
    view.setUint32(20, 1, true);
    this.#end = 24;
  }

  /** Writes the segment as it stands. */
  write() {
    const syn = (this.flags & SYN) !== 0;
    const options = this.flags === RST ? 0 : syn ? 20 : 12;
    const tcpLength = 20 + options + this.length;
    const ipHeader = this.v6 ? 40 : 20;
    const wireLength = 14 + ipHeader + tcpLength;
    const captured = Math.min(wireLength, this.#snaplen);
    const at = this.#end;
    this.#record(at, captured, wireLength);
    if (this.v6) this.#ipv6(at + IP, tcpLength);
    else this.#ipv4(at + IP, 20 + tcpLength);
    const tcp = at + IP + ipHeader;
    this.#tcp(tcp, options, syn, tcpLength);
    const headersEnd = tcp + 20 + options;
    const end = at + 16 + captured;
    if (end > headersEnd) this.#buffer.fill(0, headersEnd, end);
    this.#end = end;
    this.packets++;
    if (end >= CHUNK) this.#flush();
  }

  #record(at, captured, wireLength) {
    const view = this.#view;
    view.setUint32(at, START + Math.floor(this.time / 1e6), true);
    view.setUint32(at + 4, this.time % 1e6, true);
    view.setUint32(at + 8, captured, true);
    view.setUint32(at + 12, wireLength, true);
    view.setUint32(at + 16, 0x02000000);
    view.setUint32(at + 20, 0x00010200);
    view.setUint32(at + 24, 0x00000002);
    view.setUint16(at + 28, this.v6 ? 0x86dd : 0x0800);
  }

  #ipv4(at, totalLength) {
    const view = this.#view;
    this.#ipId = (this.#ipId + 1) & 0xffff;
    view.setUint16(at, 0x4500);
    view.setUint16(at + 2, totalLength);
    view.setUint16(at + 4, this.#ipId);
    view.setUint16(at + 6, 0x4000);
    view.setUint16(at + 8, 0x4006);
    view.setUint16(at + 10, 0);
    view.setInt32(at + 12, this.source);
    view.setInt32(at + 16, this.target);
    view.setUint16(at + 10, this.#checksum(at, 20, 0));
  }

  #ipv6(at, payloadLength) {
    const view = this.#view;
    view.setUint32(at, 0x60000000);
    view.setUint16(at + 4, payloadLength);
    view.setUint16(at + 6, 0x0640);
    this.#addressV6(at + 8, this.source);
    this.#addressV6(at + 24, this.target);
  }

  /** In 2001:db8::/32, with an interface identifier that looks as random as those of hosts are. */
  #addressV6(at, address) {
    const view = this.#view;
    view.setUint32(at, 0x20010db8);
    view.setUint32(at + 4, 0);
    view.setInt32(at + 8, mix(address));
    view.setInt32(at + 12, address);
  }

  #tcp(at, options, syn, tcpLength) {
    const view = this.#view;
    view.setUint16(at, this.sourcePort);
    view.setUint16(at + 2, this.targetPort);
    view.setInt32(at + 4, this.seq);
    view.setInt32(at + 8, this.ack);
    view.setUint16(at + 12, ((20 + options) << 10) | this.flags);
    view.setUint16(at + 14, this.flags === RST ? 0 : syn ? 64240 : 501);
    view.setUint32(at + 16, 0);
    if (syn) {
      view.setUint32(at + 20, 0x020405b4);
      view.setUint32(at + 24, 0x0402080a);
      view.setInt32(at + 28, this.timestamp);
      view.setInt32(at + 32, this.timestampEcho);
      view.setUint32(at + 36, 0x01030307);
    } else if (options > 0) {
      view.setUint32(at + 20, 0x0101080a);
      view.setInt32(at + 24, this.timestamp);
      view.setInt32(at + 28, this.timestampEcho);
    }
    // The pseudo header: both addresses, which stand right before the TCP header, the protocol, the length.
    const addresses = this.v6 ? 32 : 8;
    view.setUint16(at + 16, this.#checksum(at - addresses, addresses + 20 + options, 6 + tcpLength));
  }

  #checksum(at, length, sum) {
    const view = this.#view;
    for (let i = at; i < at + length; i += 2) sum += view.getUint16(i);
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~sum & 0xffff;
  }

  #flush() {
    let written = 0;
    while (written < this.#end) written += writeSync(this.#file, this.#buffer, written, this.#end - written);
    this.#end = 0;
  }

  /** Completes the file; a descriptor that was given stays open. */
  close() {
    this.#flush();
    if (this.#name === null) return;
    closeSync(this.#file);
    renameSync(`${this.#name}.part`, this.#name);
  }
}

/** Seconds since the epoch at which the captures begin: fixed, so that a seed gives the same octets each time. */
const START = 1_700_000_000;
