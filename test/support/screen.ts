/** Plays a capture in this process as the screen shows it: keys are pressed when packets have been taken in. */
import { captureFacts, totals } from '../../bin/facts.ts';
import { readFilter } from '../../bin/options/filter-words.ts';
import type { Capture, PacketBatch } from '../../src/capture/packet-batch.ts';
import type { ProcessOf } from '../../src/conntrack/findings/finding.ts';
import { FlowRows } from '../../src/conntrack/flow-rows.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { inspect } from '../../src/inspect.ts';
import { UNICODE } from '../../src/render/glyphs.ts';
import { captureQuality } from '../../src/render/report.ts';
import { plainTheme } from '../../src/render/tone.ts';
import { Camera, type Moment } from '../../src/render/tui/camera.ts';
import { type Effect, type Model, press, START } from '../../src/render/tui/model.ts';
import type { Recording } from '../../src/render/tui/picture.ts';
import { draw, pageOf, type Size, type Style, wholeText } from '../../src/render/tui/screen.ts';

export const PLAIN: Style = { theme: plainTheme(UNICODE), naming: 'rfc' };

export interface Scene {
  readonly size?: Size;
  readonly style?: Style;
  readonly addresses?: readonly string[];
  readonly processOf?: ProcessOf;
  readonly recording?: Recording;
}

/** The capture in batches of a quarter of a second each, as live capture gives them; time goes on for so many seconds behind it. */
export function inSteps(capture: Capture, seconds = 0, name: string = capture.name): Capture {
  const step = 250e6;
  const steps = async function* (): AsyncGenerator<PacketBatch> {
    let now = 0;
    let last: PacketBatch | null = null;
    for await (const batch of capture) {
      let { from } = batch;
      while (from < batch.to) {
        now = Math.max(now, Math.floor(batch.time[from]! / step) * step) + step;
        let to = from;
        while (to < batch.to && batch.time[to]! < now) to++;
        yield { ...batch, from, to, now };
        from = to;
      }
      last = batch;
    }
    for (const end = now + seconds * 1e9; last !== null && now < end; ) {
      now += step;
      yield { ...last, from: last.to, to: last.to, now };
    }
  };
  const { source, interfaces, progress, warnings } = capture;
  return {
    name,
    source,
    interfaces,
    progress,
    warnings,
    get epoch() {
      return capture.epoch;
    },
    close: () => capture.close(),
    [Symbol.asyncIterator]: steps,
  };
}

/** A screen without a terminal: what is known, what was chosen, and how it looks. */
export class Stage {
  model: Model = START;
  readonly tracker: Tracker;
  #moment: Moment | null = null;
  #camera: Camera | null = null;
  #scene: Scene;
  readonly #decoder = new Decoder();

  constructor(scene: Scene = {}) {
    this.#scene = scene;
    this.tracker = new Tracker({ scopes: this.#decoder.scopes, journal: true, maxFlows: 1000 });
  }

  /** Takes in the whole capture; a picture is taken after every batch, and `after` called. */
  async play(capture: Capture, after: () => void = () => {}): Promise<this> {
    const camera = new Camera(
      this.tracker,
      { addresses: this.#scene.addresses ?? [], processOf: this.#scene.processOf ?? null },
      () => new FlowRows(this.#decoder.scopes),
      null,
    );
    this.#camera = camera;
    this.tracker.onFlow = (flow) => camera.survey.letGo(flow);
    await inspect(capture, this.tracker, {
      decoder: this.#decoder,
      onBatch: (inspection) => {
        this.#moment = {
          capture: captureFacts(capture, inspection.start, inspection.end),
          totals: totals(capture, this.tracker, inspection),
          recording: this.#scene.recording ?? null,
          ended: false,
        };
        camera.reach(inspection.end, inspection.packets, inspection.packets * 100);
        const quality = captureQuality(this.#moment.capture, this.#moment.totals);
        camera.survey.sweepWhole(() => quality);
        camera.take(this.model, this.#page, this.#moment);
        after();
      },
    });
    return this;
  }

  /** Another terminal, or other looks. */
  set(scene: Scene): void {
    this.#scene = { ...this.#scene, ...scene };
  }

  /** Presses keys, and returns what the last of them asks of the program. */
  press(...keys: readonly string[]): Effect | undefined {
    let effect: Effect | undefined;
    for (const key of keys) {
      const { picture, model } = this.#camera!.take(this.model, this.#page, this.#moment!);
      const reaction = press(model, key, { ids: picture.ids, page: this.#page, readFilter });
      this.model = reaction.model;
      effect = reaction.effect;
    }
    return effect;
  }

  get size(): Size {
    return this.#scene.size ?? { columns: 80, rows: 24 };
  }

  get #page(): number {
    return pageOf(this.size, this.model.view);
  }

  lines(): string[] {
    const { picture, model } = this.#camera!.take(this.model, pageOf(this.size, 'list'), this.#moment!);
    const drawn = draw(model, picture, this.size, this.#scene.style ?? PLAIN);
    this.model = drawn.model;
    return drawn.lines;
  }

  /** The screen as a file would hold it. */
  text(): string {
    return `${this.lines()
      .map((line) => line.trimEnd())
      .join('\n')}\n`;
  }

  /** What `w` writes. */
  whole(): string {
    const picture = this.#camera!.takeWhole(this.model, this.#moment!);
    return `${wholeText(this.model, picture, PLAIN).join('\n')}\n`;
  }
}
