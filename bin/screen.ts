/** Shows a capture on the screen while it is read: pictures between batches, keys as they come. */
import type { Capture } from '../src/capture/packet-batch.ts';
import type { CaptureQuality } from '../src/conntrack/findings/rule.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import type { Naming } from '../src/conntrack/states.ts';
import type { Tracker } from '../src/conntrack/tracker.ts';
import type { Decoder } from '../src/decode/decoder.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import type { Filter } from '../src/render/filter.ts';
import { captureQuality } from '../src/render/report.ts';
import { terminalSize } from '../src/render/terminal.ts';
import { plainTheme } from '../src/render/tone.ts';
import { Camera, type Moment } from '../src/render/tui/camera.ts';
import { type Effect, type Model, press, START } from '../src/render/tui/model.ts';
import { draw, pageOf, type Style, wholeText } from '../src/render/tui/screen.ts';
import { onCounterSignal } from './counter-signal.ts';
import { captureFacts, totals } from './facts.ts';
import { FullScreen } from './full-screen.ts';
import { type LiveProcesses, openProcesses } from './live-processes.ts';
import { readFilter } from './options/filter-words.ts';
import { ownAddresses } from './own-addresses.ts';
import { sweeping } from './sweeping.ts';
import { chosenTheme } from './table-style.ts';
import { tapped } from './tapped.ts';
import { writeView } from './view-file.ts';

/** Milliseconds between two pictures at least; and of the time, they take a tenth at most. */
const INTERVAL = 250;
const SHARE = 10;

export interface ScreenWork {
  readonly decoder: Decoder;
  readonly naming: Naming;
  /** `--color`, `--no-color` or neither. */
  readonly color?: boolean | undefined;
  /** Which connections there are for the screen at all; null for all. */
  readonly accepts: Filter | null;
  /** Ends the run, as `q` does. */
  readonly signal: AbortSignal;
}

/**
 * Reads the capture on the screen until its user quits, or the signal says so. The terminal is as before when it returns or
 * throws. What the tracker still holds is left to the caller; details need one with a `journal`.
 *
 * @throws TcpstateError where there is no terminal for a screen, or the capture cannot be read
 */
export async function showScreen(capture: Capture, tracker: Tracker, work: ScreenWork): Promise<Inspection> {
  const theme = await chosenTheme(work.color);
  const stop = new AbortController();
  const quit = (): void => stop.abort();
  work.signal.addEventListener('abort', quit, { once: true });
  if (work.signal.aborted) quit();
  const processes = await openProcesses(capture, (sentence) => showing.say(sentence));
  const showing = new Showing(capture, tracker, { ...work, processes }, { theme, naming: work.naming }, quit);
  try {
    const inspection = await inspect(showing.capture, tracker, {
      decoder: work.decoder,
      signal: stop.signal,
      onBatch: (so) => showing.reach(so),
    });
    // What came from a file can still be looked at.
    if (capture.source === 'file' && !stop.signal.aborted) await showing.linger(inspection, stop.signal);
    if (showing.failure !== null) throw showing.failure;
    return inspection;
  } finally {
    work.signal.removeEventListener('abort', quit);
    showing.close();
  }
}

class Showing {
  /** The capture, with its octets counted. */
  readonly capture: Capture;
  /** What went wrong while a key was taken or a picture drawn. */
  failure: unknown = null;
  readonly #tracker: Tracker;
  readonly #style: Style;
  readonly #quit: () => void;
  readonly #camera: Camera;
  readonly #processes: LiveProcesses | null;
  readonly #terminal: FullScreen;
  readonly #deaf: () => void;
  #model: Model = START;
  #moment: Moment | null = null;
  #sofar: Inspection | null = null;
  readonly #sweep = sweeping(() => this.#camera.survey.sweep(() => this.#quality()));
  /** Numbers of the connections that the latest picture could scroll to. */
  #ids: readonly number[] = [];
  #octets = 0;
  /** When the latest picture was done, and how long it took: milliseconds. */
  #done = Number.NEGATIVE_INFINITY;
  #took = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    capture: Capture,
    tracker: Tracker,
    { decoder, accepts, processes }: ScreenWork & { readonly processes: LiveProcesses | null },
    style: Style,
    quit: () => void,
  ) {
    this.#tracker = tracker;
    this.#style = style;
    this.#quit = quit;
    const host = { addresses: capture.source === 'file' ? [] : ownAddresses(), processOf: processes?.of ?? null };
    this.#processes = processes;
    this.#camera = new Camera(tracker, host, () => new FlowRows(decoder.scopes), accepts);
    this.capture = tapped(capture, ({ wireLength, from, to }) => {
      for (let i = from; i < to; i++) this.#octets += wireLength[i]!;
    });
    tracker.onFlow = (flow) => this.#camera.survey.letGo(flow);
    this.#deaf = onCounterSignal(() => {}); // the counters are on the screen
    this.#terminal = new FullScreen({
      keys: (names) => this.#guard(() => this.#press(names)),
      redraw: () => this.#soon(),
      hangUp: quit,
    });
  }

  /** A batch has been taken in. */
  reach(inspection: Inspection): void {
    this.#camera.reach(inspection.end, inspection.packets, this.#octets);
    if (this.#model.view === 'detail' || this.#model.view === 'diagnosis') this.#processes?.look();
    this.#sofar = inspection;
    this.#sweep();
    if (performance.now() < this.#done + Math.max(INTERVAL, this.#took * SHARE)) return;
    this.#moment = this.#momentOf(inspection, false);
    if (!this.#model.frozen) this.#draw();
  }

  /** Nothing more will come; keys go on until one of them quits. */
  async linger(inspection: Inspection, signal: AbortSignal): Promise<void> {
    this.#moment = this.#momentOf(inspection, true);
    this.#sofar = inspection;
    this.#camera.survey.sweepWhole(() => this.#quality());
    this.#draw();
    // Nothing else keeps the program alive where standard input is at its end.
    const alive = setInterval(() => {}, 1 << 30);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    clearInterval(alive);
  }

  /** Shows a sentence in the last line until the next key. */
  say(message: string): void {
    this.#model = { ...this.#model, message };
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#terminal.close();
    this.#deaf();
  }

  #press(names: readonly string[]): void {
    for (const name of names) {
      const page = pageOf(terminalSize(), this.#model.view);
      const { model, effect } = press(this.#model, name, { ids: this.#ids, page, readFilter });
      this.#model = model;
      if (effect !== undefined) this.#effect(effect);
    }
    this.#soon();
  }

  #effect(effect: Effect): void {
    switch (effect) {
      case 'quit':
        this.#quit();
        break;
      case 'suspend':
        this.#terminal.suspend();
        break;
      case 'redraw':
        this.#terminal.refresh();
        break;
      case 'write':
        if (this.#moment !== null) this.#model = { ...this.#model, message: this.#write(this.#moment) };
    }
  }

  #write(moment: Moment): string {
    const picture = this.#camera.takeWhole(this.#model, moment);
    const { epoch, end } = moment.capture;
    const plain = { ...this.#style, theme: plainTheme(this.#style.theme.glyphs) };
    return writeView(wholeText(this.#model, picture, plain), epoch + (end ?? 0) / 1e9);
  }

  /** Draws for a key, at once but not while pictures take most of the time. */
  #soon(): void {
    if (this.#timer !== null) return;
    const wait = this.#done + this.#took - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#draw();
      },
      Math.max(0, wait),
    );
  }

  #draw(): void {
    this.#guard(() => {
      if (this.#moment === null) return;
      const begun = performance.now();
      const size = terminalSize();
      const { picture, model } = this.#camera.take(this.#model, pageOf(size, 'list'), this.#moment);
      const drawn = draw(model, picture, size, this.#style);
      this.#ids = picture.ids;
      this.#model = drawn.model;
      this.#terminal.show(drawn.lines);
      this.#done = performance.now();
      this.#took = this.#done - begun;
    });
  }

  #quality(): CaptureQuality {
    const { capture, totals } = this.#momentOf(this.#sofar!, false);
    return captureQuality(capture, totals);
  }

  #momentOf(inspection: Inspection, ended: boolean): Moment {
    return {
      capture: captureFacts(this.capture, inspection.start, inspection.end),
      totals: totals(this.capture, this.#tracker, inspection),
      recording: this.capture.live ?? null,
      ended,
    };
  }

  /** Errors come up where the run ends: with the terminal as it was. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure ??= error;
      this.#quit();
    }
  }
}
