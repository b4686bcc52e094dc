/** The kernel's TCP sockets, in all network namespaces that can be entered: by netlink, or else by ss. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { TcpstateError } from '../errors.ts';
import { Cgroups } from './cgroups.ts';
import { NETWORK_FILES, type NetworkFacts, networkFacts } from './counters.ts';
import { dumpSockets } from './inet-diag.ts';
import { type Libc, openLibc } from './libc.ts';
import { type Namespace, namespaces, ownNamespace } from './namespaces.ts';
import type { HostSocket } from './socket.ts';
import { parseSs, SS_WORDS } from './ss.ts';

/** What the kernel holds at one moment. */
export interface SocketTable {
  readonly sockets: readonly HostSocket[];
  /** By inode of the namespace. */
  readonly networks: ReadonlyMap<number, NetworkFacts>;
}

export interface SocketReader {
  readonly means: 'netlink' | 'ss';
  /** @throws TcpstateError where not even this namespace's own sockets can be read */
  read(): SocketTable;
  /**
   * The sockets of this namespace alone; their control groups only where that takes no search.
   *
   * @throws TcpstateError where they cannot be read
   */
  readOwn(): readonly HostSocket[];
}

/**
 * The best means that there is here.
 *
 * @throws TcpstateError where there is none
 */
export async function openSocketTable(): Promise<SocketReader> {
  if (process.platform !== 'linux') {
    throw new TcpstateError(
      'unavailable',
      "this host's sockets can be read on Linux only",
      'tcpstate diagnose takes captures everywhere: tcpstate diagnose capture.pcap',
    );
  }
  const libc = await openLibc();
  return libc !== null && answers(libc) ? byNetlink(libc) : byCommand();
}

/** Whether netlink may be used here: containers can forbid it. */
function answers(libc: Libc): boolean {
  try {
    libc.close(libc.openNetlink());
    return true;
  } catch {
    return false;
  }
}

function byNetlink(libc: Libc): SocketReader {
  return {
    means: 'netlink',
    read: () => {
      const cgroups = new Cgroups();
      return readEach((namespace, isOwn) => {
        const look = (): Found => ({
          sockets: dumpFrom(libc, namespace.id, cgroups),
          facts: networkFacts(readNetworkFiles()),
        });
        return isOwn ? look() : inNamespace(libc, namespace, look);
      });
    },
    readOwn: () => orUnreadable(() => dumpFrom(libc, ownNamespace().id, null)),
  };
}

function dumpFrom(libc: Libc, namespace: number, cgroups: Cgroups | null): HostSocket[] {
  const netlink = libc.openNetlink();
  try {
    return dumpSockets(libc, netlink, namespace, cgroups);
  } finally {
    libc.close(netlink);
  }
}

/** Only this thread moves, and it comes back before anything else runs on it. */
function inNamespace<T>(libc: Libc, { path }: Namespace, work: () => T): T {
  const own = openSync('/proc/self/ns/net', 'r');
  try {
    const other = openSync(path, 'r');
    try {
      libc.enterNetwork(other);
    } finally {
      closeSync(other);
    }
    try {
      return work();
    } finally {
      libc.enterNetwork(own);
    }
  } finally {
    closeSync(own);
  }
}

const MOST_OUTPUT = 1 << 30;
/** A shell's words for `readNetworkFiles`; a file that is not there is no error. */
const TELL_FILES = 'grep -s "" "$0" "$@" || :';

function byCommand(): SocketReader {
  const run = (words: readonly string[]): string =>
    execFileSync(words[0]!, words.slice(1), {
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' },
    });
  return {
    means: 'ss',
    readOwn: () => orUnreadable(() => parseSs(run(SS_WORDS), ownNamespace().id)),
    read: () =>
      readEach(({ id, path }, isOwn) => {
        const there = isOwn ? [] : ['nsenter', `--net=${path}`];
        return {
          sockets: parseSs(run([...there, ...SS_WORDS]), id),
          facts: networkFacts(isOwn ? readNetworkFiles() : run([...there, 'sh', '-c', TELL_FILES, ...NETWORK_FILES])),
        };
      }),
  };
}

/** As this thread's namespace has them, each line behind the name of its file. */
function readNetworkFiles(): string {
  return NETWORK_FILES.map((path) => {
    try {
      return readFileSync(path, 'utf8').replaceAll(/^/gm, `${path}:`);
    } catch {
      return '';
    }
  }).join('\n');
}

interface Found {
  readonly sockets: readonly HostSocket[];
  readonly facts: NetworkFacts;
}

/** Namespaces that cannot be entered, or have ended, are left out. */
function readEach(look: (namespace: Namespace, isOwn: boolean) => Found): SocketTable {
  const networks = new Map<number, NetworkFacts>();
  const sockets: HostSocket[][] = [];
  namespaces().forEach((namespace, i) => {
    try {
      const found = look(namespace, i === 0);
      networks.set(namespace.id, found.facts);
      sockets.push([...found.sockets]);
    } catch (error) {
      if (i === 0) throw unreadable(error);
    }
  });
  return { sockets: sockets.flat(), networks };
}

function orUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): TcpstateError {
  const what = error instanceof Error ? error.message : String(error);
  return new TcpstateError(
    'unavailable',
    `this host's sockets cannot be read: ${what}`,
    'install ss (iproute2), or diagnose a capture: tcpstate diagnose capture.pcap',
  );
}
