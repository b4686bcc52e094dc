/** What happens, one readable line each as it becomes known, and a summary at the end: `watch` into a pipe. */
import type { Finding } from '../../conntrack/findings/finding.ts';
import { News } from '../../conntrack/findings/news.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRow, Transition } from '../../conntrack/snapshot.ts';
import type { State } from '../../conntrack/states.ts';
import { formatBytes } from '../bytes.ts';
import { counted } from '../count.ts';
import { formatDuration } from '../duration.ts';
import type { Filtered } from '../filter.ts';
import { findingLine, placeText } from '../finding-lines.ts';
import { fitting, Glance } from '../glance.ts';
import { type CaptureFacts, captureQuality, type Totals } from '../report.ts';
import { formatSocket } from '../socket.ts';
import { summaryLines } from '../summary-lines.ts';
import { epochSeconds } from '../time.ts';
import { longestName, moveOf } from '../timeline.ts';
import type { Job, Output } from './output.ts';

/** Columns of `192.0.2.111:54321 > 192.0.2.222:54321`; longer ones push the rest to the right. */
const SOCKETS = 39;

const OVER: readonly (State | null)[] = ['CLOSED', null];

export function open({ sink, accepts, table, processOf }: Job): Output {
  const { naming, theme } = table;
  let epoch = 0;
  const longest = longestName(naming);
  const fits = fitting(accepts);
  const news = new News(fits, processOf);
  const line = (time: number, id: number | undefined, where: string, text: string): void => {
    const clock = new Date(epochSeconds(epoch, time) * 1e3).toISOString().slice(11, 23);
    const flow = id === undefined ? '' : `#${id}`;
    sink.text(`${clock}  ${flow.padStart(6)}  ${where.padEnd(SOCKETS)}  ${text}\n`);
  };
  const tellFinding = (finding: Finding, now: number): void => {
    const { place, flows } = finding;
    line(now, flows[0], place === null ? '' : placeText(place), findingLine(finding, theme));
  };
  return {
    begin(capture: CaptureFacts) {
      epoch = capture.epoch;
    },
    transition(transition: Transition, flow: FlowCursor) {
      if (fits !== null && !fits(flow)) return;
      line(
        transition.time,
        transition.flow,
        socketsOf(new Glance(flow)),
        moveOf(transition, { naming, theme }, longest),
      );
    },
    flow(flow: FlowCursor) {
      if (fits !== null && !fits(flow)) return;
      news.letGo(flow);
      const row = flow.row();
      // Those that are left at the end are counted in the summary.
      if (!OVER.includes(row.client.state) || !OVER.includes(row.server.state)) return;
      line(flow.now, row.id, socketsOf(row), theme.paint('quiet', farewell(row)));
    },
    findings: (capture, flows) => news.tell(capture, flows, tellFinding),
    pause: () => sink.flush(),
    end(capture: CaptureFacts, totals: Totals) {
      news.tellRest(captureQuality(capture, totals), tellFinding);
      sink.text(`${summaryLines(capture, totals, { naming, theme, columns: table.columns }).join('\n')}\n`);
      sink.flush();
    },
  };
}

function socketsOf({ client, server }: Pick<Filtered, 'client' | 'server'>): string {
  return `${formatSocket(client)} > ${formatSocket(server)}`;
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
