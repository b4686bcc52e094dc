/** `tcpstate interfaces`, and what is said to those who may not capture. */
import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, PROGRAM, tcpstate } from '../support/program.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The program as somebody without rights runs it. */
const asNobody = (...words: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...words], { uid: NOBODY, gid: NOBODY, encoding: 'utf8', env: ENVIRONMENT });

/** Why nobody cannot run it here; null: it can. */
function obstacle(): string | null {
  if (!isRoot) return 'it takes root to become nobody';
  return asNobody('--version').status === 0 ? null : 'nobody may not read this folder';
}
const reason = obstacle();

describe('interfaces', () => {
  it('lists names, states and addresses', () => {
    const { stdout, status } = tcpstate(['interfaces']);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^INTERFACE +STATE +CAPTURE +ADDRESSES$/);
    for (const name of Object.keys(networkInterfaces())) {
      const { address } = networkInterfaces()[name]![0]!;
      expect(rows).toContainEqual(expect.stringMatching(new RegExp(`^${name} +up +(yes|no .*?) +.*${address}`)));
    }
    expect(status).toBe(0);
  });

  it('writes the same as JSON', () => {
    const { schema, interfaces } = JSON.parse(tcpstate(['interfaces', '--json']).stdout);
    expect(schema).toBe(1);
    expect(interfaces.map(({ name }: { name: string }) => name)).toEqual(
      tcpstate(['interfaces'])
        .stdout.trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    );
    if (isRoot) expect(interfaces).toContainEqual(expect.objectContaining({ up: true, capture: 'yes' }));
  });
});

describe.skipIf(reason !== null)(
  `without the right to capture${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    it('watch says so, with three ways to have it', () => {
      const { stderr, stdout, status } = asNobody('watch', 'lo');
      expect(stderr).toBe(
        'tcpstate: cannot capture on lo: operation not permitted\n' +
          '  hint: sudo tcpstate watch lo; or: sudo tcpdump -i lo -U -w - tcp | tcpstate watch -; ' +
          'or give a private copy of node the right: sudo setcap cap_net_raw+ep ./node\n',
      );
      expect([stdout, status]).toEqual(['', 2]);
    });

    it('each recorder says so', () => {
      for (const recorder of ['libpcap', 'tcpdump', 'cap']) {
        expect(asNobody('watch', 'lo', '--recorder', recorder).stderr).toContain('operation not permitted');
      }
    });

    it('interfaces says so', () => {
      const { stderr, stdout } = asNobody('interfaces');
      expect(stdout).toMatch(/^lo +up +no permission +127\.0\.0\.1/m);
      expect(stderr).toMatch(/^tcpstate: cannot capture on \w+: operation not permitted\n {2}hint: sudo /);
    });
  },
);
