/** `npm start` in a checkout of its own: it builds what is missing, shows a capture, and ends by saying how to go on. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/program.ts';

const root = join(import.meta.dirname, '..', '..');
const COPIED = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'rolldown.config.mjs'];
const FOLDERS = ['bin', 'src', 'scripts'];
const CAPTURE = join('test', 'fixtures', 'leaky-server.pcap');

describe('npm start', () => {
  it('builds, shows a capture, and ends by saying how to watch', { timeout: 60_000 }, () => {
    const { path, remove } = folderWith({});
    try {
      for (const name of [...COPIED, ...FOLDERS, CAPTURE])
        cpSync(join(root, name), join(path, name), { recursive: true });
      // The packages are those of this checkout; what is noted about builds beside them is not.
      const packages = join(root, 'node_modules');
      mkdirSync(join(path, 'node_modules'));
      for (const name of readdirSync(packages)) {
        if (name !== '.cache') symlinkSync(join(packages, name), join(path, 'node_modules', name));
      }
      const { stdout, stderr, status } = spawnSync(process.execPath, [join('scripts', 'start.mjs')], {
        cwd: path,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Building .*\n\$ tcpstate analyze /);
      expect(stdout).toContain('CLOSE_WAIT');
      expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
        'Next: npm start -- analyze <your.pcap> · npm start -- demo · npm start -- --help',
        'Live: sudo npm start -- watch any',
      ]);
    } finally {
      remove();
    }
  });
});
