/** A receive window at a glance: what of it is in flight, what is free, and what of the buffer waits to be read. */
import type { AccountLine, EndAfter, Side } from '../../conntrack/account/lines.ts';

/** Octets of the parts of a receive buffer. */
export interface WindowParts {
  /** Whose receive window it is. */
  readonly side: Side;
  readonly flight: number;
  readonly free: number;
  /** As the window tells against the largest one that this end has advertised. */
  readonly unread: number;
  readonly largest: number;
}

/** The window that the line is about: that of who receives data or a probe, or of who acknowledges it; null where it is not known, and of a RST, which has none. */
export function windowOf(line: AccountLine): WindowParts | null {
  if (line.kind !== 'segment' && line.kind !== 'fold') return null;
  if (line.kind === 'segment' && /R/.test(line.flags)) return null;
  const data =
    line.kind === 'segment'
      ? line.length > 0 || /[SF]/.test(line.flags) || line.remarks.some(({ name }) => name === 'window-probe')
        ? line.from
        : other(line.from)
      : line.sent.client.octets >= line.sent.server.octets
        ? 'client'
        : 'server';
  const side = other(data);
  return partsOf(side, line[side], line[data].flight);
}

function partsOf(side: Side, { window, largestWindow }: EndAfter, flight: number): WindowParts | null {
  if (window === null || largestWindow === null || largestWindow === 0) return null;
  return {
    side,
    flight: Math.min(flight, window),
    free: Math.max(0, window - flight),
    unread: largestWindow - window,
    largest: largestWindow,
  };
}

function other(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

/** How many of `cells` each part takes: what is in flight takes one at least. */
export function cellsOf(parts: WindowParts, cells: number): { flight: number; free: number; unread: number } {
  const share = (octets: number): number =>
    octets === 0 ? 0 : Math.max(1, Math.round((octets / parts.largest) * cells));
  const flight = Math.min(cells, share(parts.flight));
  const unread = Math.min(cells - flight, Math.round((parts.unread / parts.largest) * cells));
  return { flight, unread, free: cells - flight - unread };
}
