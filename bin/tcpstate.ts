#!/usr/bin/env node
/** Starts the program and sets its exit status: 0 done, 1 a finding of --fail-on, 2 wrong usage or input that cannot be read. */
import { TcpstateError } from '../src/errors.ts';
import { printable } from '../src/render/text.ts';
import { runProgram } from './program.ts';
import { complain, OutputClosed } from './standard-output.ts';

const FAILED = 2;

/** Says what went wrong, and what to do. */
function tell(error: unknown): void {
  if (error instanceof TcpstateError) {
    complain(`tcpstate: ${printable(error.message)}\n`);
    if (error.hint !== undefined) complain(`  hint: ${printable(error.hint)}\n`);
    return;
  }
  const what = error instanceof Error ? error.message : String(error);
  complain(`tcpstate: unexpected error: ${printable(what)}; please report it, with what TCPSTATE_DEBUG=1 prints\n`);
  if (process.env['TCPSTATE_DEBUG'] === '1' && error instanceof Error) complain(`${error.stack}\n`);
}

try {
  await runProgram(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof OutputClosed)) {
    tell(error);
    process.exitCode = FAILED;
  }
}
// Everything has been written by now; standard input may still be open.
process.exit();
