/**
 * One document. Flows are written as they are let go, so that memory does not grow with their number: that is why what
 * is known last, capture and summary, stands last.
 */
import { Diagnosis } from '../../conntrack/findings/diagnosis.ts';
import { ChosenLines } from '../chosen-lines.ts';
import { writeFlowMembers } from '../flow-json.ts';
import { captureRecord, findingRecord, SCHEMA, summaryRecord, transitionRecord } from '../records.ts';
import { captureQuality } from '../report.ts';
import { TransitionList } from '../transition-list.ts';
import { JSON_NOTATION, Values } from '../values.ts';
import type { Job, Output } from './output.ts';

export function open(job: Job): Output {
  const { sink } = job;
  const transitions = job.transitions ? new TransitionList() : null;
  const diagnosis = new Diagnosis();
  const values = new Values(sink.out, JSON_NOTATION);
  const lines = new ChosenLines(
    job,
    (flow) => {
      transitions?.add(flow.history());
      sink.out.text('{');
      writeFlowMembers(values, flow, diagnosis.look(flow), null);
    },
    { first: '\n', next: ',\n' },
  );
  return {
    begin({ epoch }) {
      values.epoch = epoch;
      sink.text(`{"schema":${SCHEMA},"flows":[`);
    },
    flow: (flow) => lines.offer(flow),
    transition: null,
    findings: null,
    pause() {},
    end(capture, totals) {
      lines.end();
      sink.text('\n],');
      if (transitions !== null) {
        sink.text('"transitions":[');
        let separator = '\n';
        for (const transition of transitions.inOrder()) {
          sink.text(separator + JSON.stringify(transitionRecord(transition, values.epoch)));
          separator = ',\n';
        }
        sink.text('\n],');
      }
      const findings = diagnosis.conclude(captureQuality(capture, totals));
      const records = findings.map((finding) => JSON.stringify(findingRecord(finding, values.epoch, capture.end ?? 0)));
      sink.text(
        `"findings":[${records.map((record) => `\n${record}`).join(',')}],\n"capture":${JSON.stringify(captureRecord(capture))},\n`,
      );
      sink.text(`"summary":${JSON.stringify(summaryRecord(totals, capture, lines.shown))}}\n`);
      sink.flush();
    },
  };
}
