/** What happens, one readable line each as it becomes known, and a summary at the end: `watch` into a pipe. */
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRow, Transition } from '../../conntrack/snapshot.ts';
import type { State } from '../../conntrack/states.ts';
import { formatBytes } from '../bytes.ts';
import { counted } from '../count.ts';
import { formatDuration } from '../duration.ts';
import type { Filtered } from '../filter.ts';
import { Glance } from '../glance.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import { formatSocket } from '../socket.ts';
import { summaryLines } from '../summary-lines.ts';
import { epochSeconds } from '../time.ts';
import { longestName, moveOf } from '../timeline.ts';
import type { Job, Output } from './output.ts';

/** Columns of `192.0.2.111:54321 > 192.0.2.222:54321`; longer ones push the rest to the right. */
const SOCKETS = 39;

const OVER: readonly (State | null)[] = ['CLOSED', null];

export function open({ sink, accepts, table }: Job): Output {
  const { naming, theme } = table;
  let epoch = 0;
  const longest = longestName(naming);
  const line = (time: number, row: Pick<Filtered, 'id' | 'client' | 'server'>, text: string): void => {
    const clock = new Date(epochSeconds(epoch, time) * 1e3).toISOString().slice(11, 23);
    const sockets = `${formatSocket(row.client)} > ${formatSocket(row.server)}`;
    sink.text(`${clock}  ${`#${row.id}`.padStart(6)}  ${sockets.padEnd(SOCKETS)}  ${text}\n`);
  };
  return {
    begin(capture: CaptureFacts) {
      epoch = capture.epoch;
    },
    transition(transition: Transition, flow: FlowCursor) {
      const glance = new Glance(flow);
      if (accepts !== null && !accepts(glance)) return;
      line(transition.time, glance, moveOf(transition, { naming, theme }, longest));
    },
    flow(flow: FlowCursor) {
      const row = flow.row();
      // Those that are left at the end are counted in the summary.
      if (!OVER.includes(row.client.state) || !OVER.includes(row.server.state)) return;
      if (accepts === null || accepts(row)) line(flow.now, row, theme.paint('quiet', farewell(row)));
    },
    pause: () => sink.flush(),
    end(capture: CaptureFacts, totals: Totals) {
      sink.text(`${summaryLines(capture, totals, { naming, theme, columns: table.columns }).join('\n')}\n`);
      sink.flush();
    },
  };
}

/** `over: closed first by client, fin, 92.4ms, 180 B sent, 300 B received`. */
function farewell({ client, server, closedFirst, closedBy, firstSeen, lastSeen }: FlowRow): string {
  const facts = [
    closedFirst !== null && `closed first by ${closedFirst}`,
    closedBy,
    formatDuration((lastSeen - firstSeen) / 1e9),
    counted(client.packets + server.packets, 'packet'),
    `${formatBytes(client.bytes)} sent`,
    `${formatBytes(server.bytes)} received`,
  ];
  return `over: ${facts.filter((fact) => fact !== null && fact !== false).join(', ')}`;
}
