/** `tcpstate interfaces`: what `tcpstate watch` can be told to watch. */
import type { Command } from 'commander';
import { openLive } from '../../src/capture/live.ts';
import { ANY, type SystemInterface, systemInterfaces } from '../../src/capture/system-interfaces.ts';
import { TcpstateError } from '../../src/errors.ts';
import { printable } from '../../src/render/text.ts';
import { plainTable } from '../plain-table.ts';
import { complain, StandardOutput } from '../standard-output.ts';

interface Row extends SystemInterface {
  /** `yes`, or why not. */
  readonly capture: 'yes' | 'down' | 'no permission' | 'no recorder';
}

export function configure(command: Command): void {
  command
    .description('Lists the network interfaces of this machine, and which of them tcpstate can watch.')
    .option('--json', 'one JSON document')
    .action(async ({ json }: { json?: true }) => {
      const obstacle = await obstacleToCapture();
      const rows = [...systemInterfaces(), ...everything()].map((each) => ({
        ...each,
        capture: verdict(each, obstacle),
      }));
      const output = new StandardOutput();
      output.text(json ? `${JSON.stringify(document(rows))}\n` : table(rows));
      output.flush();
      if (obstacle !== null) complain(`tcpstate: ${obstacle.message}\n  hint: ${obstacle.hint}\n`);
    });
}

function everything(): SystemInterface[] {
  return process.platform === 'linux' ? [{ name: ANY, up: true, addresses: [] }] : [];
}

/** Tries to capture: what one interface allows, others that are up do, too. Null where it works. */
async function obstacleToCapture(): Promise<TcpstateError | null> {
  const [first] = [...everything(), ...systemInterfaces().filter(({ up }) => up)];
  if (first === undefined) return null;
  try {
    (await openLive([first.name])).close();
    return null;
  } catch (error) {
    if (error instanceof TcpstateError) return error;
    throw error;
  }
}

function verdict({ up }: SystemInterface, obstacle: TcpstateError | null): Row['capture'] {
  if (obstacle !== null) return obstacle.code === 'no-permission' ? 'no permission' : 'no recorder';
  return up ? 'yes' : 'down';
}

function document(rows: readonly Row[]): object {
  return {
    schema: 1,
    interfaces: rows.map(({ name, up, capture, addresses }) => ({ name, up, capture, addresses })),
  };
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, up, capture, addresses }) => [
    printable(name),
    name === ANY ? '-' : up ? 'up' : 'down',
    capture,
    addresses.join(' ') || '-',
  ]);
  return plainTable([['INTERFACE', 'STATE', 'CAPTURE', 'ADDRESSES'], ...cells]);
}
