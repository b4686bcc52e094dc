/** SIGUSR1 asks how far a run is, as it asks dd. Node would take it as a wish for a debugger's port. */

/** Calls `tell` for every SIGUSR1 until the function that it returns is called. */
export function onCounterSignal(tell: () => void): () => void {
  process.on('SIGUSR1', tell);
  return () => process.off('SIGUSR1', tell);
}
