/** Ctrl-C while reading: the first ends the reading and shows what was read so far, the second ends the program. */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** From when it is made until `end`, the first SIGINT, SIGTERM or SIGHUP (the terminal is gone) aborts its signal; then they act as usual again. */
export class Interruption {
  readonly #controller = new AbortController();

  constructor() {
    for (const name of Object.keys(SIGNALS)) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    for (const name of Object.keys(SIGNALS)) process.off(name, this.#onSignal);
  }

  #onSignal = (name: NodeJS.Signals): void => {
    // 128 + its number, as shells report a process that a signal ended.
    if (this.signal.aborted) process.exit(128 + SIGNALS[name as keyof typeof SIGNALS]);
    this.#controller.abort();
  };
}
