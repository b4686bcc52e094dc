/** How a scene is told: what is going to happen, and what an engineer would see of it. */
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import type { TcpstateError } from '../../src/errors.ts';
import type { HostSocket, SocketTimer } from '../../src/host/socket.ts';
import { counted, formatCount } from '../../src/render/count.ts';
import { formatDuration } from '../../src/render/duration.ts';
import { findingLines, sameFindings } from '../../src/render/finding-lines.ts';
import type { TableStyle } from '../../src/render/formats/output.ts';
import { write as writeLadder } from '../../src/render/ladder/terminal.ts';
import { paragraph } from '../../src/render/paragraph.ts';
import { summaryLines } from '../../src/render/summary-lines.ts';
import { plainTable } from '../plain-table.ts';
import { StandardOutput } from '../standard-output.ts';
import type { Heard } from './listening.ts';
import type { Scene } from './scene.ts';

const COLUMNS = 96;
const HEAD = ['END', 'STATE', 'SOCKETS', 'RECEIVE QUEUE', 'SEND QUEUE', 'TIMER', 'HELD BY'];

/** Writes the account of one scene, part by part, each as soon as it is known. */
export class Commentary {
  readonly #output = new StandardOutput();
  readonly #style: TableStyle;

  constructor(style: TableStyle) {
    this.#style = style;
  }

  plan({ kind, plan }: Scene): void {
    this.#output.text(`${this.#style.theme.paint('strong', kind)}\n`);
    this.#say(plan);
    this.#output.flush();
  }

  remarks(remarks: readonly string[]): void {
    for (const remark of remarks) this.#say(remark);
  }

  sockets(sockets: readonly HostSocket[], port: number, findings: readonly Finding[]): void {
    this.#title(`sockets of this host at port ${port}`);
    this.#output.text(socketTable(sockets, port));
    this.#findings(findings, 'these sockets');
  }

  packets({ capture, totals, findings, account }: Heard): void {
    this.#title('what packets show');
    this.#output.text(`${summaryLines(capture, totals, this.#style).join('\n')}\n`);
    this.#findings(findings, 'these packets');
    if (account === null) return;
    this.#output.text('\n');
    const telling = { ...this.#style, capture, accounts: [account], times: 'relative', merge: false } as const;
    for (const piece of writeLadder(telling)) this.#output.text(piece);
  }

  /** Why no packets are shown, and what to do about it. */
  noPackets({ code, message, hint }: TcpstateError, { kind }: Scene): void {
    this.#title('what packets show');
    this.#say(`Nothing, for tcpstate ${message}.`);
    const advice = code === 'no-permission' ? `sudo tcpstate demo ${kind}` : hint;
    if (advice !== undefined) this.#say(`hint: ${advice}`);
  }

  lesson({ lesson }: Scene): void {
    this.#output.text('\n');
    this.#say(lesson);
    this.#output.flush();
  }

  #title(text: string): void {
    this.#output.text(`\n${this.#style.theme.paint('title', text)}\n`);
  }

  #say(text: string): void {
    const { columns } = this.#style;
    for (const line of paragraph(text, Math.min(columns, COLUMNS))) this.#output.text(`${line}\n`);
  }

  #findings(findings: readonly Finding[], where: string): void {
    if (findings.length === 0) this.#output.text(`\ndiagnose finds nothing wrong with ${where}\n`);
    for (const same of sameFindings(findings)) {
      this.#output.text(`\n${findingLines(same, { ...this.#style, whole: false }).join('\n')}\n`);
    }
  }
}

/** Sockets of one end in one state are one row, with the longest of their queues. */
function socketTable(sockets: readonly HostSocket[], port: number): string {
  const groups = new Map<string, HostSocket[]>();
  for (const socket of sockets) {
    const end = socket.port === port ? 'server' : 'client';
    const key = `${end} ${socket.state} ${socket.inode === 0 ? 'nobody' : 'a process'}`;
    groups.set(key, [...(groups.get(key) ?? []), socket]);
  }
  if (groups.size === 0) return 'none\n';
  const rows = [...groups].sort().map(([key, group]) => {
    const [end = '', state = '', ...holder] = key.split(' ');
    const most = (of: 'receiveQueue' | 'sendQueue'): string => formatCount(Math.max(...group.map((each) => each[of])));
    const [{ timer } = { timer: null }] = group;
    return [
      end,
      state,
      formatCount(group.length),
      most('receiveQueue'),
      most('sendQueue'),
      timer === null ? '-' : timerText(timer),
      holder.join(' '),
    ];
  });
  return plainTable([HEAD, ...rows]);
}

function timerText({ name, remaining, retries }: SocketTimer): string {
  const left = `${name} ${formatDuration(remaining)}`;
  return retries === 0 ? left : `${left}, run out ${counted(retries, 'time')}`;
}
