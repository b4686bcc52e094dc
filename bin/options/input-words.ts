/** What a command reads: complains where nothing was named, or standard input is the terminal. */
import { TcpstateError } from '../../src/errors.ts';
import { isTerminal, STDIN } from '../../src/render/terminal.ts';

interface Input {
  /** The question, and what may be named: `which capture? analyze takes files …`. */
  readonly asks: string;
  /** What could be typed. */
  readonly example: string;
  /** What `-` reads. */
  readonly stream: string;
  /** A pipe that ends in the command. */
  readonly pipe: string;
}

/** @throws TcpstateError where there is nothing to read */
export function demandInput(words: readonly string[], { asks, example, stream, pipe }: Input): void {
  if (words.length === 0) throw new TcpstateError('bad-option', asks, example);
  if (words.includes('-') && isTerminal(STDIN)) {
    throw new TcpstateError('bad-option', `- reads ${stream} from standard input, but that is the terminal`, pipe);
  }
}
