/** A real socket that two processes hold, in a control group of its own: both are named, and the group. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import { obstacle, titled } from '../agreement/outside.ts';
import { folderWith, PROGRAM } from '../support/program.ts';

/** The diagnosis looks into all network namespaces: no other is likely to have a server there. */
const PORT = 20_000 + (process.pid % 10_000);

/** A server that hands its connection to a child and reads it to the end, but does not close it; ends when the diagnosis is made. */
const SERVER = `
  import { spawn, spawnSync } from 'node:child_process';
  import { connect, createServer } from 'node:net';
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const child = spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', socket._handle.fd] });
    socket.resume().on('end', () => {
      spawnSync(process.execPath, [${JSON.stringify(PROGRAM)}, 'diagnose', '--json', '--interval', '2'], { stdio: 'inherit' });
      child.kill();
      process.exit();
    });
  }).listen(${PORT}, '127.0.0.1', () => connect(${PORT}, '127.0.0.1').end('request'));`;

const folder = folderWith({ 'server.mjs': SERVER });
const GROUP = `/tcpstate-test-${process.pid}`;

/** In a network and a mount namespace of its own; the control group is gone afterwards. */
const SCRIPT = `
  set -e
  ip link set lo up
  mount -t cgroup2 none ${folder.path}/groups
  mkdir ${folder.path}/groups${GROUP}
  sh -c 'echo $$ > ${folder.path}/groups${GROUP}/cgroup.procs; exec "$0" ${join(folder.path, 'server.mjs')}' ${process.execPath} || :
  for i in 1 2 3 4 5; do rmdir ${folder.path}/groups${GROUP} 2> /dev/null && break; sleep 0.1; done`;

function inNamespaces(script: string) {
  return spawnSync('unshare', ['--net', '--mount', 'sh', '-c', `mkdir -p ${folder.path}/groups; ${script}`], {
    encoding: 'utf8',
  });
}

const hasGroups = inNamespaces(`mount -t cgroup2 none ${folder.path}/groups`).status === 0;
const reason =
  (await obstacle(['ip', 'unshare'], true)) ?? (hasGroups ? null : 'there are no control groups of version 2');

describe.skipIf(reason !== null)(titled('a socket that two processes hold', reason), () => {
  afterAll(() => folder.remove());

  it('is told with both, and with its control group', () => {
    const { stdout, stderr } = inNamespaces(SCRIPT);
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const [leak] = findings.filter(({ id, place }) => id === 'close-wait' && place?.port === PORT);
    expect(leak?.place?.process?.name).toMatch(/node|sleep/);
    expect(leak?.explanation).toMatch(/Of these 1, 1 are held by other processes, too \((sleep|node) \(pid \d+\)\)/);
    expect(leak?.evidence[0]?.note).toMatch(
      new RegExp(`also held by (sleep|node) \\(pid \\d+\\), control group ${GROUP}$`),
    );
  });
});
