/** Who reads the same captures: tcpstate, and other programs as far as they are installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const program = join(import.meta.dirname, '..', 'dist', 'bin', 'tcpstate.js');

/** The words of a tcpstate command. */
export const tcpstate = (...words) => [process.execPath, program, ...words];

export const ANALYZE = 'tcpstate analyze';
export const CAPINFOS = 'capinfos -c';
export const TCPDUMP = 'tcpdump -r -w /dev/null';

/** [name, its command for a file] */
const OWN = [
  [ANALYZE, (file) => tcpstate('analyze', file)],
  ['tcpstate analyze --limit 0', (file) => tcpstate('analyze', file, '--limit', '0')],
];
const PEERS = [
  [CAPINFOS, (file) => ['capinfos', '-c', file]],
  [TCPDUMP, (file) => ['tcpdump', '-nr', file, '-w', '/dev/null']],
  ['argus', (file) => ['argus', '-F', '/dev/null', '-r', file, '-w', '/dev/null']],
  ['tcptrace', (file) => ['tcptrace', '-n', file]],
  ['tshark -z conv,tcp', (file) => ['tshark', '-n', '-r', file, '-q', '-z', 'conv,tcp']],
];

/** @returns {{ name: string, command: (file: string) => string[], peer: boolean }[]} those that are installed */
export function contenders() {
  return [
    ...OWN.map(([name, command]) => ({ name, command, peer: false })),
    ...PEERS.filter(([, command]) => version(command('')[0]) !== undefined).map(([name, command]) => ({
      name,
      command,
      peer: true,
    })),
  ];
}

/** What the installed peers call themselves. @returns {string[]} */
export function peerVersions() {
  return PEERS.flatMap(([, command]) => version(command('')[0]) ?? []);
}

/** The name of a program and its version, as far as it tells; undefined where it is not installed. */
function version(name) {
  const { stdout, stderr, error } = spawnSync(name, [name === 'argus' ? '-h' : '--version'], { encoding: 'utf8' });
  if (error) return undefined;
  const number = /\b\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`)?.[0];
  return number ? `${name} ${number}` : name;
}
