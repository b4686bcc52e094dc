/** The program as commander sees it: commands by name, help, and the words for wrong usage. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { TcpstateError } from '../src/errors.ts';
import { isTerminal, STDOUT, terminalColumns } from '../src/render/terminal.ts';
import { COMMANDS } from './commands/index.ts';
import { nearest } from './options/nearest.ts';
import { StandardOutput } from './standard-output.ts';

/** Columns of help that goes into a pipe. */
const PLAIN_COLUMNS = 100;

/**
 * Runs the program with the words behind its name.
 *
 * @throws TcpstateError where the words make no sense, or the work fails
 */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = newProgram();
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).description(summary);
    // Only what is named is loaded: start-up time is most of the time of a small capture.
    if (words.includes(name)) (await load()).configure(command);
  }
  if (words.length === 0 || words[0] === 'help') {
    explain(program, words[1] ?? 'help');
    return;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw wrongUsage(error, words);
  }
}

/** Prints the help of a command, or of all (`help`); commander would answer `help nonsense` with the latter. */
function explain(program: Command, topic: string): void {
  const names = [...COMMANDS.map(({ name }) => name), 'help'];
  const command = topic === 'help' ? program : program.commands.find((each) => each.name() === topic);
  if (command !== undefined) {
    command.outputHelp();
    return;
  }
  const meant = nearest(topic, names);
  throw new TcpstateError(
    'bad-option',
    `no help on '${topic}'`,
    meant === null ? 'tcpstate --help' : `tcpstate help ${meant}`,
  );
}

function newProgram(): Command {
  const columns = isTerminal(STDOUT) ? terminalColumns(STDOUT) : PLAIN_COLUMNS;
  const output = new StandardOutput();
  return new Command('tcpstate')
    .description('Tells the RFC 9293 state of both endpoints of every TCP connection in a packet capture.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', '\nStart with: tcpstate analyze capture.pcap\nMore about a command: tcpstate help analyze')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.text(text);
        output.flush();
      },
      // Wrong usage is told by whoever catches the error.
      outputError: () => {},
      getOutHelpWidth: () => columns,
      getOutHasColors: () => false,
    });
}

function version(): string {
  return createRequire(import.meta.url)('tcpstate/package.json').version;
}

/** Commander's sentence and suggestion in our form. */
function wrongUsage({ code, message }: CommanderError, words: readonly string[]): TcpstateError {
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const meant = /^\((.*)\)$/.exec(suggestion ?? '')?.[1];
  return new TcpstateError('bad-option', sentence, meant?.replace(/^D/, 'd') ?? advice(code, words));
}

function advice(code: string, words: readonly string[]): string {
  const [first = ''] = words;
  if (code === 'commander.unknownCommand' && existsSync(first)) return `tcpstate analyze ${first}`;
  const command = COMMANDS.find(({ name }) => words.includes(name));
  return command === undefined ? 'tcpstate --help' : `tcpstate help ${command.name}`;
}
