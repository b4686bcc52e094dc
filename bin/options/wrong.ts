/** How every option says that it was given something it does not take. */
import { TcpstateError } from '../../src/errors.ts';
import { printable } from '../../src/render/text.ts';

/** `--limit takes a number of rows, not "many"`. */
export function wrongValue(option: string, takes: string, value: string, hint?: string): TcpstateError {
  return new TcpstateError('bad-option', `${option} takes ${takes}, not "${printable(value)}"`, hint);
}

/** The entries of a list: `a,b` given once or several times. */
export function entries(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
