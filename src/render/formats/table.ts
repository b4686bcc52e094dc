/** For people: a summary, the connections as rows, and what the marks mean. */
import type { KeptRow } from '../../conntrack/kept-row.ts';
import type { View } from '../columns.ts';
import { counted, formatCount } from '../count.ts';
import { layOut } from '../layout.ts';
import { MarksUsed } from '../marks.ts';
import { ordered, USUAL_ORDER } from '../order.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import { summaryLines } from '../summary-lines.ts';
import { timeline } from '../timeline.ts';
import { TransitionList } from '../transition-list.ts';
import type { Job, Output } from './output.ts';

/** Tables of more rows are not measured but get the room of the longest texts there can be. */
const MOST_MEASURED = 10_000;

interface Rows {
  readonly length: number;
  /** Valid until the next row is asked for. */
  at(i: number): KeptRow;
}

export function open(job: Job): Output {
  const rows = job.remember();
  const transitions = job.transitions ? new TransitionList() : null;
  let ipVersion: 4 | 6 = 4;
  return {
    begin() {},
    flow(flow) {
      if (job.limit === 0) return;
      if (job.accepts !== null && !job.accepts(flow.row())) return;
      rows.add(flow);
      if (flow.ipVersion === 6) ipVersion = 6;
      transitions?.add(flow.history());
    },
    transition: null,
    findings: null,
    pause() {},
    end(capture, totals) {
      const places = ordered(rows, job.order ?? USUAL_ORDER).subarray(0, Math.min(job.limit, rows.length));
      const shown: Rows = { length: places.length, at: (i) => rows.at(places[i]!) };
      if (job.table.header) writeSummary(job, capture, totals, shown.length);
      writeRows(job, capture, shown, ipVersion);
      if (transitions !== null) {
        const ids = shown.length === rows.length ? null : new Set(each(shown, ({ id }) => id));
        for (const line of timeline(transitions, ids, job.table, capture.start ?? 0)) job.sink.text(`${line}\n`);
      }
      job.sink.flush();
    },
  };
}

function writeSummary({ sink, table: style }: Job, capture: CaptureFacts, totals: Totals, shown: number): void {
  for (const line of summaryLines(capture, totals, style)) sink.text(`${line}\n`);
  if (shown < totals.flows) {
    const text = `showing ${shown === 0 ? 'none' : formatCount(shown)} of ${counted(totals.flows, 'connection')}`;
    sink.text(`${style.theme.paint('quiet', text)}\n`);
  }
}

function writeRows({ sink, table: style }: Job, { start, end }: CaptureFacts, rows: Rows, ipVersion: 4 | 6): void {
  if (rows.length === 0) return;
  const { theme } = style;
  const view: View = { start: start ?? 0, end: end ?? 0, naming: style.naming, glyphs: theme.glyphs };
  const placed = layOut(view, {
    columns: style.columns,
    ipVersion,
    rows: rows.length > MOST_MEASURED ? null : each(rows, (row) => row),
  });
  const writer = style.rows({ placed, view, theme, sink });
  const marks = new MarksUsed();
  if (style.header) {
    sink.text('\n');
    writer.header();
  }
  let look = -1;
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i);
    if (row.look !== look) {
      look = row.look;
      marks.note(row.client.certainty);
      marks.note(row.server.certainty);
    }
    writer.row(row);
  }
  writer.flush();
  const legend = style.header ? marks.legend(theme.glyphs) : [];
  if (legend.length > 0) sink.text(`\n${legend.map((entry) => `${theme.paint('quiet', entry)}\n`).join('')}`);
}

function* each<T>(rows: Rows, read: (row: KeptRow) => T): Generator<T> {
  for (let i = 0; i < rows.length; i++) yield read(rows.at(i));
}
