/** What goes to standard error while a capture is read: a progress bar for people, and warnings. */
import type { Capture } from '../src/capture/packet-batch.ts';
import { linkTypeName } from '../src/decode/link/list.ts';
import { Verdict } from '../src/decode/verdict.ts';
import type { Inspection } from '../src/inspect.ts';
import { counted } from '../src/render/count.ts';
import { glyphsFor } from '../src/render/glyphs.ts';
import type { CaptureFacts, Totals } from '../src/render/report.ts';
import { summaryLines } from '../src/render/summary-lines.ts';
import { isTerminal, STDERR, STDOUT } from '../src/render/terminal.ts';
import { printable } from '../src/render/text.ts';
import { plainTheme } from '../src/render/tone.ts';
import { Progress } from './progress.ts';
import { complain } from './standard-output.ts';

export class Notices {
  readonly #progress: Progress | null;
  #told = 0;

  /** `streams`: whether results are written while the capture is read; a bar would come between them on a terminal. */
  constructor(streams: boolean) {
    const mixed = streams && isTerminal(STDOUT);
    this.#progress = isTerminal(STDERR) && !mixed ? new Progress(glyphsFor(process.env)) : null;
  }

  /** Says what is new. */
  update(capture: Capture): void {
    for (const warning of capture.warnings.slice(this.#told)) this.#warn(warning);
    this.#told = capture.warnings.length;
    this.#progress?.update(capture.progress.read, capture.progress.total);
  }

  /** Says what is left to say when everything has been read. */
  end(capture: Capture, { unknownLinks, verdicts }: Inspection): void {
    this.update(capture);
    this.clear();
    if (unknownLinks.size === 0) return;
    const frames = counted(verdicts[Verdict.UNKNOWN_LINK]!, 'frame');
    this.#warn(`${frames} skipped: link type ${[...unknownLinks].map(linkTypeName).join(', ')} is not known`);
  }

  /** Says how far the run is. */
  count(capture: CaptureFacts, totals: Totals): void {
    this.clear();
    const style = {
      naming: 'rfc',
      theme: plainTheme(glyphsFor(process.env)),
      columns: Number.POSITIVE_INFINITY,
    } as const;
    complain(`${summaryLines(capture, totals, style).join('\n')}\n`);
  }

  clear(): void {
    this.#progress?.clear();
  }

  #warn(warning: string): void {
    this.clear();
    complain(`tcpstate: warning: ${printable(warning)}\n`);
  }
}
