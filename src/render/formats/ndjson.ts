/** One record a line, written as it becomes known. */

import { Diagnosis } from '../../conntrack/findings/diagnosis.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import { ChosenLines } from '../chosen-lines.ts';
import {
  captureRecord,
  type Fields,
  findingRecord,
  flowRecord,
  SCHEMA,
  summaryRecord,
  transitionRecord,
} from '../records.ts';
import { type CaptureFacts, captureQuality } from '../report.ts';
import type { Job, Output } from './output.ts';

function line(type: string, fields: Fields): string {
  // The type goes in front as text: a copy of the record would cost as much as the record.
  return `{"type":"${type}",${JSON.stringify(fields).slice(1)}\n`;
}

export function open(job: Job): Output {
  const { sink, accepts, transitions } = job;
  const lines = new ChosenLines(job, (text) => sink.text(text));
  const diagnosis = new Diagnosis();
  let epoch = 0;
  const changed = (transition: Transition): string => line('transition', transitionRecord(transition, epoch));
  // Which flows a filter lets pass is known when they end: their transitions then come with them, corrected.
  const withFlow = transitions && (accepts !== null || job.limit !== Infinity || job.order !== null);
  return {
    begin(capture: CaptureFacts) {
      epoch = capture.epoch;
      sink.text(line('capture', { schema: SCHEMA, ...captureRecord(capture) }));
    },
    flow(flow: FlowCursor) {
      lines.offer(flow, () => {
        const history = withFlow ? flow.history().map(changed).join('') : '';
        return history + line('flow', flowRecord(flow.snapshot(), epoch, diagnosis.look(flow)));
      });
    },
    transition: transitions && !withFlow ? (transition) => sink.text(changed(transition)) : null,
    pause: () => sink.flush(),
    end(capture, totals) {
      lines.end();
      for (const finding of diagnosis.conclude(captureQuality(capture, totals))) {
        sink.text(line('finding', findingRecord(finding, epoch, capture.end ?? 0)));
      }
      sink.text(line('summary', summaryRecord(totals, capture, lines.shown)));
      sink.flush();
    },
  };
}
