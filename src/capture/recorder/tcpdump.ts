/** tcpdump as the recorder. */
import type { Recipe } from './recipe.ts';
import { type Recording, record } from './recording.ts';

/** What has tcpdump print its counts. */
const COUNT = process.platform === 'linux' ? 'USR1' : 'INFO';

/** tcpdump takes no orders and does not see that nobody listens any more while no packet comes: a shell beside it does. */
const SCRIPT = `command -v tcpdump >/dev/null || { echo 'there is no tcpdump on this machine' >&2; exit 127; }
exec 3<&0 </dev/null
{
  while read -r order; do
    case $order in
      count) kill -s ${COUNT} $$ ;;
      over) exit ;;
    esac
  done
  kill $$
} <&3 >/dev/null 2>&1 &
exec 3<&- tcpdump "$@"`;

export function startTcpdump(recipe: Recipe): Promise<Recording> {
  return record('sh', ['-c', SCRIPT, 'tcpdump', ...words(recipe)], recipe);
}

function words({ interface: name, filter, snapLength, buffer, promiscuous }: Recipe): string[] {
  // Without immediate mode, what came in the last second would be missing when it ends.
  const manner = ['-n', '-U', '--immediate-mode', `--snapshot-length=${snapLength}`, `--buffer-size=${buffer}`];
  if (!promiscuous) manner.push('--no-promiscuous-mode');
  return [`--interface=${name}`, ...manner, '--time-stamp-precision=nano', '-w', '-', '--', filter];
}
