/**
 * One document. Flows are written as they are let go, so that memory does not grow with their number: that is why what
 * is known last, capture and summary, stands last.
 */
import { Diagnosis } from '../../conntrack/findings/diagnosis.ts';
import { ChosenLines } from '../chosen-lines.ts';
import { captureRecord, findingRecord, flowRecord, SCHEMA, summaryRecord, transitionRecord } from '../records.ts';
import { captureQuality } from '../report.ts';
import { TransitionList } from '../transition-list.ts';
import type { Job, Output } from './output.ts';

export function open(job: Job): Output {
  const { sink } = job;
  const transitions = job.transitions ? new TransitionList() : null;
  const diagnosis = new Diagnosis();
  let epoch = 0;
  let separator = '\n';
  const lines = new ChosenLines(job, (text) => {
    sink.text(separator + text);
    separator = ',\n';
  });
  return {
    begin(capture) {
      epoch = capture.epoch;
      sink.text(`{"schema":${SCHEMA},"flows":[`);
    },
    flow(flow) {
      lines.offer(flow, () => {
        transitions?.add(flow.history());
        return JSON.stringify(flowRecord(flow.snapshot(), epoch, diagnosis.look(flow)));
      });
    },
    transition: null,
    pause() {},
    end(capture, totals) {
      lines.end();
      sink.text('\n],');
      if (transitions !== null) {
        sink.text('"transitions":[');
        separator = '\n';
        for (const transition of transitions.inOrder()) {
          sink.text(separator + JSON.stringify(transitionRecord(transition, epoch)));
          separator = ',\n';
        }
        sink.text('\n],');
      }
      const findings = diagnosis.conclude(captureQuality(capture, totals));
      const records = findings.map((finding) => JSON.stringify(findingRecord(finding, epoch, capture.end ?? 0)));
      sink.text(
        `"findings":[${records.map((record) => `\n${record}`).join(',')}],\n"capture":${JSON.stringify(captureRecord(capture))},\n`,
      );
      sink.text(`"summary":${JSON.stringify(summaryRecord(totals, capture, lines.shown))}}\n`);
      sink.flush();
    },
  };
}
