/** Whether to colour: what the user said on the command line, else in the environment, else whether a person is looking. */

/** `flag` is `--color` (true), `--no-color` (false) or neither; FORCE_COLOR outweighs NO_COLOR, as in Node itself. */
export function wantsColours(
  flag: boolean | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (flag !== undefined) return flag;
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  // no-color.org: present and not empty.
  if (NO_COLOR) return false;
  return isTerminal && TERM !== 'dumb';
}
