/** Ctrl-C while reading: the first ends the reading and shows what was read so far, the second ends the program. */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Runs `work` with a signal that the first SIGINT, SIGTERM or SIGHUP (the terminal is gone) aborts; behind it, they act as usual again. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    // 128 + its number, as shells report a process that a signal ended.
    if (controller.signal.aborted) process.exit(128 + SIGNALS[name as keyof typeof SIGNALS]);
    controller.abort();
  };
  for (const name of Object.keys(SIGNALS)) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of Object.keys(SIGNALS)) process.off(name, onSignal);
  }
}
