/** The screen in a real terminal: it is drawn, takes keys, resizes, is suspended, and leaves the terminal as it was on every way out. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf, descendants, until } from '../support/processes.ts';
import { PROGRAM } from '../support/program.ts';
import { HAS_TMUX, Tmux } from '../support/tmux.ts';
import { village } from '../support/village.ts';

const golden = (name: string): string[] =>
  readFileSync(join(import.meta.dirname, '..', 'golden', name), 'utf8').split('\n');

/** What shells say of a job that SIGTSTP has stopped. */
const STOPPED = 128 + 20;

const demo = (environment = ''): string => `${environment} '${process.execPath}' '${PROGRAM}' demo`.trim();
const isDrawn = (text: string): boolean => text.includes('demo of a leaky server') && /1-\d+ of \d+/.test(text);

/** It takes root to capture. */
const cannotWatch = process.getuid?.() !== 0 || spawnSync('tcpdump', ['--version']).status !== 0;

describe.skipIf(!HAS_TMUX)(`the screen in a terminal${HAS_TMUX ? '' : ' (skipped: there is no tmux)'}`, () => {
  let terminal: Tmux;
  beforeEach(async () => {
    terminal = new Tmux(80, 24);
    await terminal.until((text) => text.includes('shell>'));
    terminal.line('cd "$HOME"; stty -a > before; echo $$ > shell; clear');
  });
  afterEach(() => terminal.close());

  /** Starts the demo and waits for its first pictures. */
  async function start(environment?: string): Promise<void> {
    terminal.line(demo(environment));
    await terminal.until(isDrawn);
  }

  /** The shell has the terminal again, in the state in which it was, and a status. */
  async function isRestored(status = 0): Promise<void> {
    await terminal.until((text) => !isDrawn(text) && text.includes('shell>'));
    terminal.line('status=$?; stty -a > after; echo it ended with $status.');
    await terminal.until((text) => text.includes(`it ended with ${status}.`));
    // The first line is the size.
    const read = (name: string): string[] => readFileSync(join(terminal.folder, name), 'utf8').split('\n').slice(1);
    expect(read('after')).toEqual(read('before'));
    expect(terminal.ask('#{alternate_on} #{cursor_flag} #{wrap_flag}')).toBe('0 1 1');
  }

  /** Sends a signal to the program, which the shell started last. */
  function signal(name: string): void {
    const shell = Number(readFileSync(join(terminal.folder, 'shell'), 'utf8'));
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    process.kill(Number(children.at(-1)), name);
  }

  it('draws, explains its keys as the help says, and quits at q', async () => {
    await start();
    expect(terminal.ask('#{alternate_on} #{cursor_flag}')).toBe('1 0');
    terminal.keys('?');
    const lines = await terminal.until((text) => text.includes('KEYS'));
    expect(lines.slice(2)).toEqual(golden('screen-help.txt').slice(2, 24));
    terminal.keys('q');
    await isRestored();
  });

  it.each([
    ['Ctrl-C', () => terminal.keys('C-c')],
    ['SIGTERM', () => signal('SIGTERM')],
    ['SIGINT', () => signal('SIGINT')],
    ['SIGHUP', () => signal('SIGHUP')],
  ])('leaves the terminal as it was at %s', async (_, end) => {
    await start();
    end();
    await isRestored();
  });

  it('is suspended by Ctrl-Z, and comes back', async () => {
    await start();
    terminal.keys('C-z');
    await isRestored(STOPPED);
    terminal.line('fg');
    await terminal.until(isDrawn);
    expect(terminal.ask('#{alternate_on} #{cursor_flag}')).toBe('1 0');
    terminal.keys('p');
    await terminal.until((text) => text.includes('FROZEN'));
    terminal.keys('q');
    await isRestored();
  });

  it('is suspended by SIGTSTP from elsewhere, too', async () => {
    await start();
    signal('SIGTSTP');
    await isRestored(STOPPED);
    terminal.line('fg');
    await terminal.until(isDrawn);
    terminal.keys('q');
    await isRestored();
  });

  it('goes on at Ctrl-Z where no shell could continue it', async () => {
    terminal.line(`exec ${demo()}`);
    await terminal.until(isDrawn);
    terminal.keys('C-z');
    terminal.keys('p');
    await terminal.until((text) => text.includes('FROZEN'));
  });

  it('fills the terminal that it has at any time', async () => {
    await start();
    terminal.resize(120, 40);
    await terminal.until((text) => {
      const lines = text.split('\n');
      return (
        lines.length === 40 && lines[39]!.endsWith('q quit') && text.includes('1 all ') && text.includes('CLOSED BY')
      );
    });
    terminal.resize(60, 12);
    await terminal.until((text) => text.split('\n').length === 12 && text.split('\n')[11]!.endsWith('q quit'));
    terminal.keys('q');
    await isRestored();
  });

  it('filters, opens a connection, and writes what is shown where it says', async () => {
    await start();
    await terminal.until((text) => text.includes('CLOSE_WAIT '));
    terminal.keys('/');
    terminal.keys('s', 't', 'a', 't', 'e', ':', 'c', 'l', 'o', 's', 'e', '-', 'w', 'a', 'i', 't');
    await terminal.until((text) => text.includes('/state:close-wait_'));
    terminal.keys('Enter');
    await terminal.until((text) => text.includes('· /state:close-wait'));
    terminal.keys('Enter');
    const detail = await terminal.until((text) => text.includes('connection '));
    expect(detail.join('\n')).toContain('closed first by the client');
    terminal.keys('w');
    await terminal.until((text) => text.includes('written to tcpstate-'));
    const [written = ''] = readdirSync(terminal.folder).filter((name) => name.startsWith('tcpstate-'));
    expect(readFileSync(join(terminal.folder, written), 'utf8')).toMatch(/CLOSE_WAIT[\s\S]*HISTORY\n/);
    terminal.keys('q');
    await isRestored();
  });

  it('goes without colours, and refuses a terminal that is dumb', async () => {
    await start('NO_COLOR=1');
    terminal.keys('q');
    await isRestored();
    terminal.line(demo('TERM=dumb'));
    await terminal.until((text) => text.includes('tcpstate: the screen needs a terminal'));
    await isRestored(2);
  });

  it('shows a live stream from standard input, and leaves its summary on the terminal', async () => {
    writeFileSync(join(terminal.folder, 'village.pcap'), village());
    terminal.line(`(cat village.pcap; sleep 60) | '${process.execPath}' '${PROGRAM}' watch - --port 443,8080`);
    const lines = await terminal.until((text) => /1-\d of \d/.test(text));
    expect(lines[0]).toMatch(/^standard input · /);
    expect(lines.join('\n')).not.toContain('10.0.0.9:80 ');
    terminal.keys('q');
    await terminal.until((text) => /connections \(client\/server\): \d/.test(text));
    terminal.keys('C-c'); // sleep
    await isRestored();
  });

  it.skipIf(cannotWatch)('names the process that holds a connection', async () => {
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    terminal.line(`'${process.execPath}' '${PROGRAM}' watch lo port ${port}`);
    await terminal.until((text) => /^lo · /.test(text));
    const client = connect(port, '127.0.0.1');
    try {
      await terminal.until((text) => text.includes('1-1 of 1'));
      terminal.keys('Enter');
      const lines = await terminal.until((text) => /^process {3}/m.test(text));
      const held = `\\S.* ${process.pid}, fd \\d+`;
      expect(lines.find((line) => line.startsWith('process '))).toMatch(new RegExp(`^process +${held} +${held}$`));
    } finally {
      client.destroy();
      server.close();
    }
    terminal.keys('q');
    await isRestored();
  });

  it.skipIf(cannotWatch)('outlives its recorder, and takes it along when the terminal closes', async () => {
    terminal.line(`'${process.execPath}' '${PROGRAM}' watch lo port 9`);
    await terminal.until((text) => /^lo · /.test(text));
    const shell = Number(readFileSync(join(terminal.folder, 'shell'), 'utf8'));
    const started = (): number[] => descendants(shell);
    const [program, recorder] = started();
    process.kill(recorder!, 'SIGKILL');
    await until(() => started().length === 2 && !started().includes(recorder!));
    expect(started()[0]).toBe(program);
    await terminal.until((text) => /^lo · /.test(text) && text.trimEnd().endsWith('q quit'));
    const last = [shell, ...started()];
    terminal.hangUp();
    await until(() => last.every((pid) => commandOf(pid) === ''));
  });
});

describe.skipIf(!HAS_TMUX)(`tables in a terminal${HAS_TMUX ? '' : ' (skipped: there is no tmux)'}`, () => {
  it('break long cells, so that no line is longer than the terminal is wide', async () => {
    const terminal = new Tmux(100, 90);
    try {
      await terminal.until((text) => text.includes('shell>'));
      terminal.line(`clear; '${process.execPath}' '${PROGRAM}' timers; echo the end.`);
      const lines = await terminal.until((text) => /^the end\.$/m.test(text));
      const idle = lines.slice(lines.findIndex((line) => line.startsWith('OWNER')) + 1, lines.indexOf('the end.'));
      const continued = idle.filter((line) => !/^(linux|nf_conntrack|f5|aws|azure|apache|nginx|node)/.test(line));
      expect(continued.length).toBeGreaterThan(5);
      // Broken by the program, they go on below the cell; broken by the terminal, they would begin a line.
      expect(continued.filter((line) => !/^ {40}/.test(line))).toEqual([]);
    } finally {
      terminal.close();
    }
  });
});
