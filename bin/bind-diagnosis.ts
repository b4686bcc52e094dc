/** What `tcpstate diagnose --bind PORT` does: says what keeps a local port, for how long, and what would free it. */
import { CERTAINTIES } from '../src/conntrack/certainty.ts';
import type { Evidence, Finding } from '../src/conntrack/findings/finding.ts';
import type { State } from '../src/conntrack/states.ts';
import { portInUse } from '../src/host/findings/port-in-use.ts';
import { counted } from '../src/render/count.ts';
import { formatDuration } from '../src/render/duration.ts';
import type { TableStyle } from '../src/render/formats/output.ts';
import { paragraph } from '../src/render/paragraph.ts';
import { formatSocket } from '../src/render/socket.ts';
import { micros } from '../src/render/time.ts';
import { type DiagnoseOptions, styleOf, writeDocument } from './diagnosing.ts';
import { plainTable } from './plain-table.ts';
import { holdersHere, holdersIn, type PortHolder, type PortLook } from './port-holders.ts';
import { NOT_ALL_PROCESSES, warnOfProcesses } from './socket-owners.ts';
import { StandardOutput } from './standard-output.ts';

const COLUMNS = 96;
const HEAD = ['LOCAL', 'STATE', 'PEER', 'LEFT', 'PROCESS'];

/** What bind() would say, and what to do. */
interface Verdict {
  readonly title: string;
  readonly reasons: readonly string[];
}

/**
 * Of this host, or where there are files, of the end of these captures.
 *
 * @throws TcpstateError where the sockets or the captures cannot be read
 */
export async function diagnoseBind(files: readonly string[], port: number, options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const here = files.length === 0;
  const look = here ? await holdersHere(port) : await holdersIn(files, port, options);
  const verdict = judge(port, look.holders);
  if (options.json) {
    warnOfProcesses(look.complete);
    writeDocument(look.holders.length === 0 ? [] : [findingOf(port, look.holders, verdict)], look);
  } else {
    tell(port, here ? look.capture.name : `${look.capture.name}, when it ends`, look, verdict, style);
  }
}

function tell(
  port: number,
  where: string,
  { holders, complete }: PortLook,
  { title, reasons }: Verdict,
  { theme }: TableStyle,
): void {
  const output = new StandardOutput();
  const line = (text: string): void => output.text(`${text}\n`);
  line(`${theme.paint('strong', `port ${port}`)} ${theme.glyphs.dot} ${where}`);
  if (!complete) line(theme.paint('warning', NOT_ALL_PROCESSES));
  line('');
  line(theme.paint('strong', title));
  for (const reason of reasons) for (const each of paragraph(reason, COLUMNS - 2)) line(`  ${each}`);
  if (holders.length > 0) output.text(`\n${table(holders)}`);
  output.flush();
}

/** By the rules of Linux (socket(7), SO_REUSEADDR). */
function judge(port: number, holders: readonly PortHolder[]): Verdict {
  if (holders.length === 0) return { title: `bind() to port ${port} works: nothing holds it`, reasons: [] };
  const listening = holders.filter(({ state }) => state === 'LISTEN');
  const waiting = holders.filter(({ state }) => state === 'TIME_WAIT');
  const open = holders.length - listening.length - waiting.length;
  const longest = Math.max(0, ...waiting.map(({ left }) => left ?? 0));
  const reasons: string[] = [];
  if (listening.length > 0) {
    reasons.push(
      `${counted(listening.length, 'socket listens', 'sockets listen')} there: stop that process, bind another address, or set SO_REUSEPORT at all of them.`,
    );
  }
  if (open > 0)
    reasons.push(
      `${counted(open, 'connection of this port is', 'connections of this port are')} not closed yet: who has them must close them first.`,
    );
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
  return { title: `bind() to port ${port} fails${until}: Address already in use`, reasons };
}

/** The same for programs, with the rows as evidence. */
function findingOf(port: number, holders: readonly PortHolder[], { title, reasons }: Verdict): Finding {
  const sorted = ranked(holders);
  const [{ address }, { process }] = [sorted[0]!, sorted.find((holder) => holder.process !== null) ?? sorted[0]!];
  return {
    ...portInUse,
    title,
    explanation: reasons.join(' '),
    place: { side: 'server', address, port, peer: null, process },
    count: holders.length,
    since: null,
    latest: null,
    age: null,
    trend: null,
    certainty: CERTAINTIES[Math.max(...holders.map(({ certainty }) => CERTAINTIES.indexOf(certainty)))]!,
    flows: sorted.flatMap(({ flow }) => (flow === null ? [] : [flow])),
    evidence: sorted.map(evidenceOf),
  };
}

function evidenceOf({ flow, address, port, state, peer, left, process }: PortHolder): Evidence {
  const to = peer === null ? '' : ` to ${formatSocket(peer)}`;
  const wait = left === null ? '' : `, ${formatDuration(left)} left`;
  return {
    flow,
    packet: null,
    note: `${formatSocket({ address, port })} ${state}${to}${wait}`,
    socket: {
      address,
      port,
      state,
      peer: peer === null ? null : { address: peer.address, port: peer.port },
      timer: left === null ? null : { name: '2msl', remaining: micros(left) },
      process,
    },
  };
}

const RANK: Partial<Record<State, number>> = { LISTEN: 0, TIME_WAIT: 2 };

/** Listeners first, then what is open, then what waits longest. */
function ranked(holders: readonly PortHolder[]): PortHolder[] {
  const rank = ({ state }: PortHolder): number => RANK[state] ?? 1;
  return holders.toSorted((a, b) => rank(a) - rank(b) || (b.left ?? 0) - (a.left ?? 0));
}

function table(holders: readonly PortHolder[]): string {
  const several = new Set(holders.map(({ namespace }) => namespace)).size > 1;
  const rows = ranked(holders).map(({ address, port, state, peer, left, process, namespace }) => {
    const row = [
      formatSocket({ address, port }),
      state,
      peer === null ? '-' : formatSocket(peer),
      left === null ? '-' : formatDuration(left),
      process === null ? '-' : `${process.pid}/${process.name}`,
    ];
    return several ? [...row, String(namespace)] : row;
  });
  return plainTable([several ? [...HEAD, 'NAMESPACE'] : HEAD, ...rows]);
}
