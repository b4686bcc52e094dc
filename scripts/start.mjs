/**
 * `npm start`: sets up what is missing and shows the main job on a bundled capture of real traffic.
 * `npm start -- …` hands the words after `--` to tcpstate instead: `npm start -- analyze my.pcap --wide`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { build, installPackages, program, requireNode, root } from './setup.mjs';

requireNode();
installPackages();
const built = build();
if (!built.ok) {
  console.error(built.output.trim());
  console.error('The build failed: the lines above say where.');
  process.exit(1);
}

const given = process.argv.slice(2);
const capture = join('test', 'fixtures', 'leaky-server.pcap');
const words = given.length > 0 ? given : ['analyze', capture];

if (given.length === 0) console.log(`$ tcpstate ${words.join(' ')}\n`);
const { status } = spawnSync(process.execPath, [program, ...words], {
  cwd: given.length > 0 ? (process.env.INIT_CWD ?? process.cwd()) : root,
  stdio: 'inherit',
});
if (given.length === 0 && status === 0) {
  console.log('\nNext: npm start -- analyze <your.pcap> · npm start -- demo · npm start -- --help');
  console.log('Live: sudo npm start -- watch any');
}
process.exitCode = status ?? 1;
