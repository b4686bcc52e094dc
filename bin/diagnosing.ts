/** What `tcpstate diagnose` does with captures, and how it says what it has found. */
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { Diagnosis } from '../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../src/conntrack/findings/finding.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import { DEFAULT_MAX_FLOWS } from '../src/conntrack/tracker-options.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { type Wanted, wantedFindings, writeDiagnosis } from '../src/render/diagnosis.ts';
import type { Output, TableStyle } from '../src/render/formats/output.ts';
import { captureRecord, findingRecord, SCHEMA, summaryRecord } from '../src/render/records.ts';
import { type CaptureFacts, captureQuality, type Totals } from '../src/render/report.ts';
import { summaryLines } from '../src/render/summary-lines.ts';
import { report } from './analysis.ts';
import { Interruption } from './interruption.ts';
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
  /** Seconds between two looks at this host's sockets. */
  readonly interval: number;
  readonly failOn?: readonly Failure[];
  /** A local port. */
  readonly bind?: number;
}

/** Exit status where a finding is one of `--fail-on`. */
const FOUND = 1;

/** Finds what is wrong in captures, and says it. */
export async function diagnoseFiles(files: readonly string[], options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const { findings, looked } = await diagnoseCapture(await openCapture(files), options, style);
  tellFindings(findings, looked, options, style);
}

/** What is wrong in a capture, when it has ended; `look` sees every flow as it is let go, too. */
export async function diagnoseCapture(
  capture: Capture,
  options: DiagnoseOptions,
  style: TableStyle,
  look: (flow: FlowCursor) => void = () => {},
): Promise<{ findings: readonly Finding[]; looked: Looked }> {
  const diagnosis = new Diagnosis();
  const { capture: facts, totals } = await passFlows(capture, options, true, (flow) => {
    diagnosis.look(flow);
    look(flow);
  });
  const findings = diagnosis.conclude(captureQuality(facts, totals));
  return { findings, looked: { capture: facts, totals, head: summaryLines(facts, totals, style) } };
}

/** Has `look` see every flow of a capture as it is let go; `journal` says whether with the frames that show each fact. */
export async function passFlows(
  capture: Capture,
  { profile }: DiagnoseOptions,
  journal: boolean,
  look: (flow: FlowCursor) => unknown,
): Promise<{ capture: CaptureFacts; totals: Totals }> {
  let seen: { capture: CaptureFacts; totals: Totals } | undefined;
  const output: Output = {
    begin() {},
    flow: (flow) => void look(flow),
    transition: null,
    findings: null,
    pause() {},
    end(facts, totals) {
      seen = { capture: facts, totals };
    },
  };
  const options = { profile, maxFlows: DEFAULT_MAX_FLOWS };
  const notices = new Notices(false);
  const interruption = new Interruption();
  await report(capture, { decoder: new Decoder(), options, output, journal, notices, processes: null, interruption });
  return seen!;
}

/** What was looked at. */
export interface Looked {
  /** Lines for people. */
  readonly head: readonly string[];
  readonly capture: CaptureFacts;
  readonly totals: Totals;
}

/** Writes those of the findings that were asked for, and sets the exit status. */
export function tellFindings(
  found: readonly Finding[],
  { head, capture, totals }: Looked,
  options: DiagnoseOptions,
  style: TableStyle,
): void {
  const now = capture.end ?? 0;
  const wanted: Wanted = {
    ids: options.finding ?? null,
    since: options.since ?? Number.POSITIVE_INFINITY,
    top: options.top,
  };
  const findings = wantedFindings(found, wanted, now);
  if (options.json) writeDocument(findings, { capture, totals });
  else writeDiagnosis(new StandardOutput(), head, findings, wanted, style);
  if (options.failOn !== undefined && fails(findings, options.failOn)) process.exitCode = FOUND;
}

/** Writes findings as one document, without flows. */
export function writeDocument(
  findings: readonly Finding[],
  { capture, totals }: Pick<Looked, 'capture' | 'totals'>,
): void {
  const document = {
    schema: SCHEMA,
    capture: captureRecord(capture),
    flows: [],
    findings: findings.map((finding) => findingRecord(finding, capture.epoch, capture.end ?? 0)),
    summary: summaryRecord(totals, capture, 0),
  };
  const sink = new StandardOutput();
  sink.text(`${JSON.stringify(document)}\n`);
  sink.flush();
}

/** What was looked at where no capture was: `start` and `end` in nanoseconds since `epoch`, which is in seconds. */
export function socketsOfHost(epoch: number, start: number, end: number): CaptureFacts {
  return { source: 'live', name: 'sockets of this host', interfaces: [], epoch, start, end };
}

export function styleOf({ color }: DiagnoseOptions): Promise<TableStyle> {
  return tableStyle({ ...(color !== undefined && { color }), header: true, names: 'rfc' });
}
