/** What a command is to the program: a name, a line of help, and a module that is loaded only when it is named. */
import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

export interface CommandModule {
  /** Adds options, help and action to the command. */
  configure(command: Command): void;
}
