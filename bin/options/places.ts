/** `--host`, `--net`, `--port`, `--flow`: what picks flows by where they run. */
import { formatAddress, parseAddress } from '../../src/decode/address.ts';
import type { FlowCriterion, Network, PortRange, SocketCriterion } from '../../src/render/filter.ts';
import { entries, wrongValue } from './wrong.ts';

const HIGHEST_PORT = 65_535;

/** A parser that adds each entry of a list to those given before. */
export function list<T>(parse: (entry: string) => T): (value: string, before?: readonly T[]) => readonly T[] {
  return (value, before = []) => [...before, ...entries(value).map(parse)];
}

/** An address, in the spelling in which rows hold it. */
export function host(text: string): string {
  const address = canonical(text.replace(/^\[(.*)\]$/, '$1'));
  if (address !== null) return address;
  throw wrongValue('--host', 'an IPv4 or IPv6 address', text, 'names are not looked up');
}

/** `10.0.0.0/8`, `2001:db8::/32`; an address alone is a network of one. */
export function network(text: string): Network {
  const [address = '', length, ...more] = text.split('/');
  const parsed = canonical(address);
  const longest = parsed?.includes(':') ? 128 : 32;
  const prefixLength = length === undefined ? longest : wholeNumber(length);
  if (parsed === null || more.length > 0 || !(prefixLength <= longest)) {
    throw wrongValue('--net', 'a network such as 10.0.0.0/8 or 2001:db8::/32', text);
  }
  return { address: parsed, prefixLength };
}

/** `443`, `8000-8099`. */
export function portRange(text: string): PortRange {
  const [from = '', to = from, ...more] = text.split('-');
  const range = { from: wholeNumber(from), to: wholeNumber(to) };
  if (more.length === 0 && range.from <= range.to && range.to <= HIGHEST_PORT) return range;
  throw wrongValue('--port', 'a port (443), a range (8000-8099) or a list of them', text);
}

/** `12`, `10.0.0.5:443`, `10.0.0.5:51234-10.0.0.9:443`, `[2001:db8::5]:443`. */
export function flow(text: string): FlowCriterion {
  const id = wholeNumber(text);
  if (id >= 1) return { id };
  const sockets = text.split('-').map(socket);
  if (sockets.length <= 2 && sockets.every((each) => each !== null)) return { sockets };
  throw wrongValue('--flow', 'the number of a flow (12), address:port, or address:port-address:port', text);
}

function socket(text: string): SocketCriterion | null {
  const [, bracketed, bare, digits = ''] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text.trim()) ?? [];
  const address = canonical(bracketed ?? bare ?? '');
  const port = wholeNumber(digits);
  return address !== null && port <= HIGHEST_PORT ? { address, port } : null;
}

function canonical(text: string): string | null {
  const address = parseAddress(text);
  return address && formatAddress(address.version, address.w0, address.w1, address.w2, address.w3);
}

/** NaN, which compares as false with everything, where the text is none. */
function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
