/** docs/seeds.md: every command in it runs as it stands and shows what the page says, and every file that it names is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { titled } from '../agreement/outside.ts';
import { tcpstate } from '../support/program.ts';

const root = dirname(dirname(import.meta.dirname));
const page = readFileSync(join(root, 'docs', 'seeds.md'), 'utf8');

/** What the page has a shell remember: `$L` and the like. */
const variables = new Map([...page.matchAll(/\b([A-Z])=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Rows that name a command, with what to look for. */
const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, question = '', command = '', wanted = '']) =>
    command.startsWith('`tcpstate ') ? [{ question, commands: codeIn(command), wanted: codeIn(wanted) }] : [],
  );

/** Of the kernel's own sockets and settings. */
const needsLinux = (command: string): boolean => / --(here|bind \d+)$|^tcpstate demo /.test(command);
/** Of packets that get lost. */
const needsRoot = (command: string): boolean => /^tcpstate demo (syn-rcvd|half-open)$/.test(command);

function reasonNotTo(commands: readonly string[]): string | null {
  if (process.platform !== 'linux' && commands.some(needsLinux)) return 'it takes the sockets of Linux';
  return process.getuid?.() !== 0 && commands.some(needsRoot) ? 'it takes root to lose packets' : null;
}

/** Words as they follow each other: without line breaks, lifelines and bullets. */
const plain = (text: string): string => text.replaceAll(/[\s│·]+/g, ' ');

const printed = new Map<string, string>();

/** What a command prints; it must have ended well. */
function run(command: string): string {
  const before = printed.get(command);
  if (before !== undefined) return before;
  const words = command.replaceAll(/\$([A-Z])/g, (_, name: string) => variables.get(name)!).split(' ');
  const { stdout, stderr, status } = tcpstate(words.slice(1));
  expect([status, stderr], command).toEqual([0, '']);
  expect(stdout, command).not.toBe('');
  printed.set(command, plain(stdout));
  return plain(stdout);
}

describe('docs/seeds.md', () => {
  it('names files that are there', () => {
    const named = [...page.matchAll(/\btest\/[\w/-]+(?:\.[\w]+)*/g)].map(([path]) => path);
    const opened = [...page.matchAll(/\$([A-Z])([\w/.-]*)/g)].map(([, name = '', rest = '']) => {
      return `${variables.get(name)}${rest}`;
    });
    expect([...named, ...opened].filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(named.length).toBeGreaterThan(40);
    expect(opened.length).toBeGreaterThan(20);
  });

  it('has something to look for in every row', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ commands, wanted }) => commands.length === 0 || wanted.length === 0)).toEqual([]);
  });

  describe.each(rows)('$question', ({ commands, wanted }) => {
    const reason = reasonNotTo(commands);

    it.skipIf(reason !== null)(titled('is answered as the page says', reason), () => {
      const text = commands.map(run).join(' ');
      expect(wanted.filter((words) => !text.includes(plain(words)))).toEqual([]);
    });
  });
});
