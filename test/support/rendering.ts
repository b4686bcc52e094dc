/** Renders a capture in this process, as `tcpstate analyze` would for a terminal or a pipe of our choice. */
import { captureFacts, totals } from '../../bin/facts.ts';
import { openCapture } from '../../src/capture/open.ts';
import { FlowRows } from '../../src/conntrack/flow-rows.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { inspect } from '../../src/inspect.ts';
import { FORMATS } from '../../src/render/formats/list.ts';
import type { Job, TableStyle } from '../../src/render/formats/output.ts';
import { OctetWriter } from '../../src/render/octet-writer.ts';
import { RowBytes } from '../../src/render/row-bytes.ts';
import type { Sink } from '../../src/render/sink.ts';
import { plainTheme } from '../../src/render/tone.ts';

/** Keeps what is written. */
class Memory implements Sink {
  readonly out: OctetWriter = new OctetWriter();

  text(text: string): void {
    this.out.text(text);
  }

  settle(): void {}

  flush(): void {}
}

/** Whole lines without colours, as for a pipe. */
const PIPE: TableStyle = {
  naming: 'rfc',
  theme: plainTheme(),
  columns: Infinity,
  header: true,
  rows: (options) => new RowBytes(options),
};

export type Wishes = Partial<Omit<Job, 'sink' | 'remember' | 'table'>> & { readonly table?: Partial<TableStyle> };

/** What the format writes of the capture at `path`. */
export async function rendered(path: string, formatName: string, wishes: Wishes = {}): Promise<string> {
  const sink = new Memory();
  const decoder = new Decoder();
  const tracker = new Tracker({ scopes: decoder.scopes, journal: wishes.transitions === true });
  const { open } = await FORMATS.find(({ name }) => name === formatName)!.load();
  const output = open({
    accepts: null,
    limit: Infinity,
    order: null,
    transitions: false,
    processOf: null,
    atOnce: false,
    ...wishes,
    sink,
    remember: () => new FlowRows(decoder.scopes),
    table: { ...PIPE, ...wishes.table },
  });
  const capture = await openCapture(path);
  tracker.onFlow = (flow) => output.flow(flow);
  tracker.onTransition = output.transition;
  // The epoch is known once the first batch is there; these captures fit into one.
  const inspection = await inspect(capture, tracker, { decoder });
  output.begin(captureFacts(capture, inspection.start, null));
  tracker.finish();
  output.end(captureFacts(capture, inspection.start, inspection.end), totals(capture, tracker, inspection));
  return sink.out.textFrom(0);
}
