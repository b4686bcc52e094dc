/** What `tcpstate diagnose --bind PORT` does: says what keeps a local port, for how long, and what would free it. */
import { openCapture } from '../src/capture/open.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import type { State } from '../src/conntrack/states.ts';
import { openSocketTable } from '../src/host/socket-table.ts';
import { counted } from '../src/render/count.ts';
import { formatDuration } from '../src/render/duration.ts';
import type { TableStyle } from '../src/render/formats/output.ts';
import { paragraph } from '../src/render/paragraph.ts';
import { formatSocket } from '../src/render/socket.ts';
import { type DiagnoseOptions, passFlows, styleOf } from './diagnosing.ts';
import { plainTable } from './plain-table.ts';
import { ownersOf } from './socket-owners.ts';
import { StandardOutput } from './standard-output.ts';

/** A socket at the port. */
interface Holder {
  readonly local: string;
  readonly state: State;
  /** Empty for a listener. */
  readonly peer: string;
  /** Seconds until TIME_WAIT is over; null in other states. */
  readonly left: number | null;
  /** `pid/name`; empty where no process holds it. */
  readonly process: string;
  /** Which network namespace; 0 where that is not known. */
  readonly namespace: number;
}

const COLUMNS = 96;
const HEAD = ['LOCAL', 'STATE', 'PEER', 'LEFT', 'PROCESS'];

/**
 * Looks at this host's sockets once.
 *
 * @throws TcpstateError where they cannot be read
 */
export async function diagnoseBind(port: number, options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const { sockets } = (await openSocketTable()).read();
  const ofPort = sockets.filter((socket) => socket.port === port);
  const owners = ownersOf(ofPort);
  const holders = ofPort.map(({ address, state, peer, peerPort, timer, inode, namespace }): Holder => {
    const owner = owners.byInode.get(inode);
    return {
      local: formatSocket({ address, port }),
      state,
      peer: state === 'LISTEN' ? '' : formatSocket({ address: peer, port: peerPort }),
      left: state === 'TIME_WAIT' ? (timer?.remaining ?? null) : null,
      process: owner === undefined ? '' : `${owner.pid}/${owner.name}`,
      namespace,
    };
  });
  tell(port, 'sockets of this host', holders, style);
}

/** The connections of captures that hold the port, at either end, when they end. */
export async function diagnoseBindIn(files: readonly string[], port: number, options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const holders: Holder[] = [];
  const capture = await openCapture(files);
  const { name } = (await passFlows(capture, options, false, (flow) => holders.push(...holdersOf(flow, port)))).capture;
  tell(port, `${name}, when it ends`, holders, style);
}

function holdersOf(flow: FlowCursor, port: number): Holder[] {
  const { client, server } = flow.row();
  return [
    [client, server],
    [server, client],
  ].flatMap(([one, other]) => {
    if (one!.port !== port || one!.state === null || one!.state === 'CLOSED') return [];
    const left = one!.timer?.name === '2msl' ? one!.timer.remaining : null;
    return [
      { local: formatSocket(one!), state: one!.state, peer: formatSocket(other!), left, process: '', namespace: 0 },
    ];
  });
}

function tell(port: number, where: string, holders: readonly Holder[], { theme }: TableStyle): void {
  const output = new StandardOutput();
  const line = (text: string): void => output.text(`${text}\n`);
  line(`${theme.paint('strong', `port ${port}`)} ${theme.glyphs.dot} ${where}`);
  line('');
  const { verdict, reasons } = judge(port, holders);
  line(theme.paint('strong', verdict));
  for (const reason of reasons) for (const each of paragraph(reason, COLUMNS - 2)) line(`  ${each}`);
  if (holders.length > 0) output.text(`\n${table(holders)}`);
  output.flush();
}

/** What bind() would say, by the rules of Linux (socket(7), SO_REUSEADDR), and what to do. */
function judge(port: number, holders: readonly Holder[]): { verdict: string; reasons: string[] } {
  if (holders.length === 0) return { verdict: `bind() to port ${port} works: nothing holds it`, reasons: [] };
  const listening = holders.filter(({ state }) => state === 'LISTEN');
  const waiting = holders.filter(({ state }) => state === 'TIME_WAIT');
  const open = holders.length - listening.length - waiting.length;
  const longest = Math.max(0, ...waiting.map(({ left }) => left ?? 0));
  const reasons: string[] = [];
  if (listening.length > 0) {
    reasons.push(
      `${counted(listening.length, 'socket')} listens there: stop that process, bind another address, or set SO_REUSEPORT at both.`,
    );
  }
  if (open > 0)
    reasons.push(`${counted(open, 'connection')} of this port not closed yet: who has them must close them first.`);
  if (waiting.length > 0) {
    reasons.push(
      `${counted(waiting.length, 'connection')} in TIME_WAIT${waiting.length > 1 ? ', the last of them' : ''} for ${formatDuration(longest)}. No process has what is in TIME_WAIT: it ends by time alone.`,
    );
  }
  if (listening.length === 0) {
    reasons.push(
      'With SO_REUSEADDR set before bind(), at the sockets that hold the port as well as at the new one, it works at once. TIME_WAIT then keeps only its own pair of sockets: see tcpstate explain bind.',
    );
  }
  const until = listening.length === 0 && open === 0 ? ` for ${formatDuration(longest)}` : '';
  return { verdict: `bind() to port ${port} fails${until}: Address already in use`, reasons };
}

const RANK: Partial<Record<State, number>> = { LISTEN: 0, TIME_WAIT: 2 };

/** Listeners first, then what is open, then what waits longest. */
function table(holders: readonly Holder[]): string {
  const rank = ({ state }: Holder): number => RANK[state] ?? 1;
  const several = new Set(holders.map(({ namespace }) => namespace)).size > 1;
  const rows = holders
    .toSorted((a, b) => rank(a) - rank(b) || (b.left ?? 0) - (a.left ?? 0))
    .map(({ local, state, peer, left, process, namespace }) => {
      const row = [local, state, peer || '-', left === null ? '-' : formatDuration(left), process || '-'];
      return several ? [...row, String(namespace)] : row;
    });
  return plainTable([several ? [...HEAD, 'NAMESPACE'] : HEAD, ...rows]);
}
