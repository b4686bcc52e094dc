/** `tcpstate explain`: what a state, a timer, a flag, a finding or a term means. */
import { type Command, Option } from 'commander';
import { TcpstateError } from '../../src/errors.ts';
import { explanation, overview } from '../../src/render/explain/page.ts';
import { LANGUAGES, type Language } from '../../src/render/explain/topic.ts';
import { TOPIC_NAMES, topicOf } from '../../src/render/explain/topics.ts';
import { isTerminal, STDOUT, terminalColumns } from '../../src/render/terminal.ts';
import { printable } from '../../src/render/text.ts';
import type { Theme } from '../../src/render/tone.ts';
import { choice } from '../options/choice.ts';
import { addColourOptions } from '../options/colour-options.ts';
import { nearest } from '../options/nearest.ts';
import { StandardOutput } from '../standard-output.ts';
import { chosenTheme } from '../table-style.ts';

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

const EXAMPLES = `
States may be written in any tool's way: close-wait, CLOSE_WAIT, FIN_WAIT2, SYN_RECV, estab.

Examples:
  tcpstate explain                    what there is
  tcpstate explain close-wait
  tcpstate explain 2msl --lang zh`;

interface ExplainOptions {
  readonly lang?: Language;
  readonly color?: boolean;
}

export function configure(command: Command): void {
  command
    .description(
      'Explains states, timers, flags, findings and terms of TCP: what they mean, who must act, what ends them.',
    )
    .argument('[topic]', 'close-wait, 2msl, rst, queues …; without one: a list of them')
    .addOption(
      new Option('--lang <language>', 'en or zh; by default that of the environment (LANG)').argParser(
        choice('--lang', LANGUAGES),
      ),
    );
  addColourOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: ExplainOptions) => {
      const language = options.lang ?? languageOf(process.env);
      const theme = await chosenTheme(options.color);
      const output = new StandardOutput();
      const columns = Math.min(MOST_COLUMNS, isTerminal(STDOUT) ? terminalColumns(STDOUT) : MOST_COLUMNS);
      const lines = name === undefined ? overview(language, theme) : explained(name, language, theme, columns);
      output.text(`${lines.join('\n').trimEnd()}\n`);
      output.flush();
    });
}

function explained(name: string, language: Language, theme: Theme, columns: number): string[] {
  const topic = topicOf(name);
  if (topic !== null) return explanation(topic, language, theme, columns);
  const meant = nearest(name, TOPIC_NAMES);
  throw new TcpstateError(
    'bad-option',
    `there is no explanation of "${printable(name)}"`,
    meant === null ? 'tcpstate explain lists what there is' : `did you mean ${meant}?`,
  );
}

/** As gettext chooses: LC_ALL before LC_MESSAGES before LANG. */
function languageOf({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): Language {
  return (LC_ALL || LC_MESSAGES || LANG || '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
