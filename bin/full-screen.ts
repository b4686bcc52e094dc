/**
 * The terminal while the screen has it: taken over, drawn on, and given back as it was on every way out. The only place that
 * knows raw mode, the alternate screen, and the signals of job control.
 */
import { openSync, write, writeSync } from 'node:fs';
import { TcpstateError } from '../src/errors.ts';
import { isTerminal, keyboard, onResize, STDIN, STDOUT } from '../src/render/terminal.ts';
import { frame } from '../src/render/tui/frame.ts';
import { keyNames } from '../src/render/tui/key-names.ts';

/** The alternate screen, no cursor, lines that end where the terminal does; and back. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l';

/** Milliseconds until a terminal that takes no more is asked again. */
const PATIENCE = 20;
/** Milliseconds in which the job is stopped, where there is a shell that will continue it. */
const STOPPED = 100;

/** Who is told what comes from the terminal. */
export interface Hands {
  readonly keys: (names: readonly string[]) => void;
  /** The lines must be drawn anew: another size, or back from the shell. */
  readonly redraw: () => void;
  /** The terminal has gone, or whoever started us wants us gone. */
  readonly hangUp: () => void;
}

export class FullScreen {
  readonly #hands: Hands;
  readonly #keys: ReturnType<typeof keyboard>;
  readonly #stopResize: () => void;
  /** What has come of a key that is sent in several octets. */
  #typed = '';
  #entered = false;
  /** What the terminal shows; null where that is unknown. */
  #shown: readonly string[] | null = null;
  #wanted: readonly string[] | null = null;
  #writing = false;
  #awake: NodeJS.Timeout | null = null;

  /** @throws TcpstateError `unavailable` where there is no such terminal */
  constructor(hands: Hands) {
    requireTerminal();
    this.#hands = hands;
    this.#keys = keyboard(controllingTerminal());
    this.#keys.on('data', this.#onData).on('error', hands.hangUp).on('end', hands.hangUp);
    process.on('exit', this.#leave);
    process.on('SIGTSTP', this.suspend).on('SIGCONT', this.#enter).on('SIGHUP', hands.hangUp);
    this.#stopResize = onResize(() => this.refresh());
    this.#enter();
  }

  /** Shows the lines as soon as the terminal has taken those before; only the latest are kept. */
  show(lines: readonly string[]): void {
    this.#wanted = lines;
    this.#pump();
  }

  /** Has everything drawn anew: nothing is known of what the terminal shows. */
  refresh(): void {
    this.#shown = null;
    this.#hands.redraw();
  }

  /** Gives the terminal to the shell until `fg`, or SIGCONT. */
  suspend = (): void => {
    this.#leave();
    process.off('SIGTSTP', this.suspend);
    // The whole job, as the terminal's own Ctrl-Z does: the shell watches its leader, which we need not be.
    process.kill(0, 'SIGTSTP');
    process.on('SIGTSTP', this.suspend);
    // SIGCONT brings the screen back; but a job that no shell watches is never stopped, nor continued.
    this.#awake = setTimeout(this.#enter, STOPPED);
  };

  /** Gives the terminal back for good. */
  close(): void {
    this.#leave();
    if (this.#awake !== null) clearTimeout(this.#awake);
    this.#stopResize();
    process.off('exit', this.#leave);
    process.off('SIGTSTP', this.suspend).off('SIGCONT', this.#enter).off('SIGHUP', this.#hands.hangUp);
    this.#keys
      .removeAllListeners()
      .on('error', () => {})
      .destroy();
  }

  #onData = (data: Buffer): void => {
    const { names, rest } = keyNames(this.#typed + data.toString('latin1'));
    this.#typed = rest;
    if (names.length > 0) this.#hands.keys(names);
  };

  #enter = (): void => {
    if (this.#awake !== null) clearTimeout(this.#awake);
    this.#entered = true;
    // Off first: behind SIGSTOP the shell has set its own mode, of which the stream knows nothing.
    this.#keys.setRawMode(false).setRawMode(true);
    this.#keys.resume();
    say(ENTER);
    this.refresh();
  };

  #leave = (): void => {
    if (!this.#entered) return;
    this.#entered = false;
    this.#wanted = null;
    this.#keys.pause();
    try {
      this.#keys.setRawMode(false);
    } catch {} // the terminal has gone
    say(LEAVE);
  };

  #pump(): void {
    if (this.#writing || this.#wanted === null || !this.#entered) return;
    const lines = this.#wanted;
    this.#wanted = null;
    const octets = Buffer.from(frame(this.#shown, lines));
    this.#shown = lines;
    if (octets.length > 0) this.#write(octets);
  }

  /** Writes without waiting: a terminal that is slow (ssh) delays pictures, never packets. */
  #write(octets: Buffer): void {
    this.#writing = true;
    write(STDOUT, octets, (error, written) => {
      if (error !== null && error.code !== 'EAGAIN') {
        this.#hands.hangUp();
        return;
      }
      const rest = octets.subarray(error === null ? written : 0);
      if (rest.length > 0 && this.#entered) {
        setTimeout(() => this.#write(rest), error === null ? 0 : PATIENCE);
        return;
      }
      this.#writing = false;
      this.#pump();
    });
  }
}

function requireTerminal(): void {
  const { TERM } = process.env;
  if (TERM !== 'dumb' && TERM !== '') return;
  throw new TcpstateError(
    'unavailable',
    `the screen needs a terminal that can move its cursor, and this one is said to be dumb (TERM=${TERM})`,
    'write the output into a pipe: … | cat',
  );
}

/** A descriptor of our own for the keys, so that standard input may be a capture. */
function controllingTerminal(): number {
  try {
    return openSync('/dev/tty', 'r');
  } catch {
    if (isTerminal(STDIN)) return STDIN;
    throw new TcpstateError(
      'unavailable',
      'there is no terminal to read keys from',
      'write the output into a pipe: … | cat',
    );
  }
}

/** Says it to the terminal at once; where that has gone, there is nobody to tell. */
function say(sequence: string): void {
  try {
    writeSync(STDOUT, sequence);
  } catch {}
}
