/** `--color` and `--no-color`. */
import type { Command } from 'commander';

/** Adds both; without them, a terminal has colours. */
export function addColourOptions(command: Command): Command {
  return command.option('--color', 'colours, even into a pipe').option('--no-color', 'no colours');
}
