/** What `tcpstate diagnose` does: finds what is wrong in captures. */
import { openCapture } from '../src/capture/open.ts';
import { Diagnosis } from '../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../src/conntrack/findings/finding.ts';
import { DEFAULT_MAX_FLOWS } from '../src/conntrack/tracker-options.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { type Wanted, wantedFindings, writeDiagnosis } from '../src/render/diagnosis.ts';
import type { Output, TableStyle } from '../src/render/formats/output.ts';
import { captureRecord, findingRecord, SCHEMA, summaryRecord } from '../src/render/records.ts';
import { captureQuality } from '../src/render/report.ts';
import { summaryLines } from '../src/render/summary-lines.ts';
import { report } from './analysis.ts';
import { Notices } from './notices.ts';
import type { AnalyzeOptions } from './options/analyze-options.ts';
import { type Failure, fails } from './options/fail-on.ts';
import { StandardOutput } from './standard-output.ts';
import { tableStyle } from './table-style.ts';

export interface DiagnoseOptions extends Pick<AnalyzeOptions, 'profile' | 'color'> {
  readonly json?: true;
  readonly finding?: readonly string[];
  /** Seconds. */
  readonly since?: number;
  readonly top: number;
  readonly failOn?: readonly Failure[];
}

/** Exit status where a finding is one of `--fail-on`. */
const FOUND = 1;

/** Finds what is wrong in captures, and says it. */
export async function diagnoseFiles(files: readonly string[], options: DiagnoseOptions): Promise<void> {
  const decoder = new Decoder();
  const output = new DiagnosisOutput(options, await styleOf(options));
  const notices = new Notices(false);
  const tracking = { profile: options.profile, maxFlows: DEFAULT_MAX_FLOWS };
  await report(await openCapture(files), { decoder, options: tracking, output, journal: true, notices });
  settle(output.findings, options);
}

/** An output that writes findings only, when all flows have been seen. */
class DiagnosisOutput implements Output {
  findings: readonly Finding[] = [];
  readonly transition = null;
  readonly #diagnosis = new Diagnosis();
  readonly #options: DiagnoseOptions;
  readonly #style: TableStyle;

  constructor(options: DiagnoseOptions, style: TableStyle) {
    this.#options = options;
    this.#style = style;
  }

  begin(): void {}

  flow: Output['flow'] = (flow) => void this.#diagnosis.look(flow);

  pause(): void {}

  end: Output['end'] = (capture, totals) => {
    const now = capture.end ?? 0;
    const wanted = wantedOf(this.#options);
    this.findings = wantedFindings(this.#diagnosis.conclude(captureQuality(capture, totals)), wanted, now);
    const sink = new StandardOutput();
    if (!this.#options.json) {
      writeDiagnosis(sink, summaryLines(capture, totals, this.#style), this.findings, wanted, this.#style);
      return;
    }
    const findings = this.findings.map((finding) => findingRecord(finding, capture.epoch, now));
    const summary = summaryRecord(totals, capture, 0);
    sink.text(`${JSON.stringify({ schema: SCHEMA, capture: captureRecord(capture), flows: [], findings, summary })}\n`);
    sink.flush();
  };
}

function wantedOf({ finding, since, top }: DiagnoseOptions): Wanted {
  return { ids: finding ?? null, since: since ?? Number.POSITIVE_INFINITY, top };
}

function styleOf({ color }: DiagnoseOptions): Promise<TableStyle> {
  return tableStyle({ ...(color !== undefined && { color }), header: true, names: 'rfc' });
}

/** Sets the exit status. */
function settle(findings: readonly Finding[], { failOn }: DiagnoseOptions): void {
  if (failOn !== undefined && fails(findings, failOn)) process.exitCode = FOUND;
}
