/** One record a line, written as it becomes known. */
import { News, type Say } from '../../conntrack/findings/news.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import { ChosenLines } from '../chosen-lines.ts';
import { writeFlowMembers } from '../flow-json.ts';
import { fitting, Glance } from '../glance.ts';
import { phrase } from '../phrase.ts';
import {
  captureRecord,
  type Fields,
  findingRecord,
  SCHEMA,
  socketRecord,
  summaryRecord,
  transitionRecord,
} from '../records.ts';
import { type CaptureFacts, captureQuality } from '../report.ts';
import { JSON_NOTATION, Values } from '../values.ts';
import type { Job, Output } from './output.ts';

function line(type: string, fields: Fields): string {
  // The type goes in front as text: a copy of the record would cost as much as the record.
  return `{"type":"${type}",${JSON.stringify(fields).slice(1)}\n`;
}

const FLOW = phrase('{"type":"flow",');

export function open(job: Job): Output {
  const { sink, accepts, transitions, atOnce } = job;
  const { out } = sink;
  const values = new Values(out, JSON_NOTATION);
  const fits = fitting(accepts);
  const news = new News(fits, job.processOf);
  const tellFinding: Say = (finding, now) => sink.text(line('finding', findingRecord(finding, values.epoch, now)));
  const changed = (transition: Transition): string => line('transition', transitionRecord(transition, values.epoch));
  // Which flows a filter lets pass is known when they end: their transitions then come with them, corrected.
  const withFlow = transitions && !atOnce && (accepts !== null || job.limit !== Infinity || job.order !== null);
  const lines = new ChosenLines(job, (flow: FlowCursor) => {
    if (withFlow) for (const transition of flow.history()) out.text(changed(transition));
    out.phrase(FLOW);
    writeFlowMembers(values, flow, news.letGo(flow), job.processOf);
    out.text('\n');
  });
  /** Whoever reads a stream has not been told of the flow yet. */
  const tell = (transition: Transition, flow: FlowCursor): void => {
    if (fits !== null && !fits(flow)) return;
    const glance = new Glance(flow);
    const sockets = { client: socketRecord(glance.client), server: socketRecord(glance.server) };
    sink.text(line('transition', { ...transitionRecord(transition, values.epoch), ...sockets }));
  };
  return {
    begin(capture: CaptureFacts) {
      values.epoch = capture.epoch;
      sink.text(line('capture', { schema: SCHEMA, ...captureRecord(capture) }));
    },
    flow: (flow: FlowCursor) => lines.offer(flow),
    transition: !transitions || withFlow ? null : atOnce ? tell : (transition) => sink.text(changed(transition)),
    findings: atOnce ? (capture, flows) => news.tell(capture, flows, tellFinding) : null,
    pause: () => sink.flush(),
    end(capture, totals) {
      lines.end();
      news.tellRest(captureQuality(capture, totals), tellFinding);
      sink.text(line('summary', summaryRecord(totals, capture, lines.shown)));
      sink.flush();
    },
  };
}
