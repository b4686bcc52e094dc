/** A real terminal: a shell in tmux, on a server of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ENVIRONMENT } from './program.ts';

export const HAS_TMUX: boolean = spawnSync('tmux', ['-V']).status === 0;

/** Milliseconds between two looks, and in which something must be seen. */
const LOOK = 50;
const PATIENCE = 20_000;

export class Tmux {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tcpstate-tmux-'));

  constructor(columns: number, rows: number) {
    const size = ['-x', String(columns), '-y', String(rows)];
    // An interactive shell with job control, and a prompt that can be told from all else.
    const shell = "env PS1='shell> ' PS2= sh -i";
    this.#run('-f', '/dev/null', 'new-session', '-d', ...size, shell);
  }

  /** Types: names of keys as tmux has them. */
  keys(...names: string[]): void {
    this.#run('send-keys', '-t', '0', ...names);
  }

  /** Types a line and Enter. */
  line(text: string): void {
    this.#run('send-keys', '-t', '0', '-l', text);
    this.keys('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#run('resize-window', '-t', '0', '-x', String(columns), '-y', String(rows));
  }

  /** The lines that the terminal shows. */
  lines(): string[] {
    return this.#run('capture-pane', '-p', '-t', '0').split('\n').slice(0, -1);
  }

  /** Waits until what the terminal shows holds, and returns it. */
  async until(holds: (text: string) => boolean): Promise<string[]> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const lines = this.lines();
      if (holds(lines.join('\n'))) return lines;
      if (performance.now() > end) throw new Error(`not seen in time; the terminal shows\n${lines.join('\n')}`);
      await wait(LOOK);
    }
  }

  /** What tmux knows of the terminal: `#{alternate_on}`, `#{cursor_flag}`. */
  ask(format: string): string {
    return this.#run('display-message', '-p', '-t', '0', format).trim();
  }

  /** Closes the window: what runs in it gets SIGHUP. Another one keeps the server. */
  hangUp(): void {
    this.#run('new-session', '-d', 'sh');
    this.#run('kill-window', '-t', '0:0');
  }

  close(): void {
    this.#run('kill-server');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(...words: string[]): string {
    const env = { ...ENVIRONMENT, TERM: 'xterm', HOME: this.folder };
    const done = spawnSync('tmux', ['-u', '-S', join(this.folder, 'socket'), ...words], { encoding: 'utf8', env });
    if (done.status !== 0) throw new Error(`tmux ${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  }
}
