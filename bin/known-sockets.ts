/** The connections that were there before `tcpstate watch`: a socket that leaks is silent, so packets alone would not tell of it. */
import { networkInterfaces } from 'node:os';
import { ANY } from '../src/capture/system-interfaces.ts';
import { isSilentState, type KnownSocket } from '../src/conntrack/adoption.ts';
import { parseAddress } from '../src/decode/address.ts';
import { TcpstateError } from '../src/errors.ts';
import type { HostSocket } from '../src/host/socket.ts';
import { openSocketTable } from '../src/host/socket-table.ts';
import { ownAddresses } from './own-addresses.ts';

/** Seconds for which a connection must have been silent: others show by their segments, which may be on their way. */
const SILENT = 1;
/** Seconds of Linux's timers: TIME_WAIT, and an orphan in FIN_WAIT_2. */
const TIME_WAIT = 60;
const NANOSECONDS = 1e9;

/**
 * Those whose segments would pass the interfaces, as this host's socket table has them; none where it cannot be read.
 *
 * @param epoch whole seconds since the Unix epoch, at which time 0 of the capture lies
 */
export async function knownSockets(interfaces: readonly string[], epoch: number): Promise<KnownSocket[]> {
  const sockets = await ownSockets();
  const now = (Date.now() - epoch * 1e3) * 1e6;
  const served = new Set(sockets.filter(({ state }) => state === 'LISTEN').map(({ port }) => port));
  const passes = passing(interfaces);
  return sockets.flatMap((socket) => {
    const known = passes(socket) ? knownOf(socket, served, now) : null;
    return known === null ? [] : [known];
  });
}

async function ownSockets(): Promise<readonly HostSocket[]> {
  try {
    return (await openSocketTable()).readOwn();
  } catch (error) {
    if (error instanceof TcpstateError) return [];
    throw error;
  }
}

/** Which sockets' segments pass one of these interfaces: on the loopback they do where the peer is this host, too. */
function passing(names: readonly string[]): (socket: HostSocket) => boolean {
  if (names.includes(ANY)) return () => true;
  const all = networkInterfaces();
  const addresses = (of: readonly string[]): Set<string> =>
    new Set(of.flatMap((name) => all[name] ?? []).map(({ address }) => address));
  const own = new Set(ownAddresses());
  const isOwn = (address: string): boolean => own.has(address) || address.startsWith('127.');
  const watchesLoopback = names.some((name) => all[name]?.some(({ internal }) => internal));
  const watched = addresses(names);
  return ({ address, peer }) => (isOwn(peer) ? watchesLoopback : watched.has(address));
}

/** `served` are the ports at which somebody listens. */
function knownOf(socket: HostSocket, served: ReadonlySet<number>, now: number): KnownSocket | null {
  const { state, port, peerPort, inode } = socket;
  const address = parseAddress(socket.address);
  const peer = parseAddress(socket.peer);
  const ages = agesOf(socket);
  if (!isSilentState(state) || address === null || peer === null || ages.silent < SILENT) return null;
  const ago = (seconds: number): number => now - seconds * NANOSECONDS;
  return {
    ...{ address, port, peer, peerPort, state },
    isClient: !served.has(port),
    since: ago(ages.inState),
    lastHeard: ago(ages.silent),
    isHeld: inode !== 0,
  };
}

/** Seconds for which it has been in its state, or in ESTABLISHED at least was there, and for which nothing was sent. */
function agesOf({ state, idle, timer }: HostSocket): { inState: number; silent: number } {
  if (idle === null) {
    // A small socket, of which only the timer is known.
    const passed = timer === null ? 0 : TIME_WAIT - timer.remaining;
    return { inState: passed, silent: passed };
  }
  const { dataSent, dataReceived, ackReceived } = idle;
  const silent = Math.min(dataSent, dataReceived, ackReceived);
  return { inState: state === 'ESTABLISHED' ? Math.max(dataSent, dataReceived, ackReceived) : ackReceived, silent };
}
