/** README's promises: its library example compiles and runs, its output is what the program prints, its links lead somewhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = dirname(import.meta.dirname);
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  const fences = readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...fences].map(([, code = '']) => code);
}

/** A git-ignored folder inside the package, so that `import … from 'tcpstate'` means this one. */
const scratch = join(root, '.cache', 'readme');

describe('README', () => {
  it('has a library example that compiles against the published types', () => {
    const [example = ''] = blocks('ts');
    expect(example).toContain("from 'tcpstate'");
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, 'example.ts'), example);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      '--ignoreConfig',
    ];
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, join(scratch, 'example.ts')], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('has a library example that prints what it says', () => {
    const [example = ''] = blocks('ts');
    const [expected = ''] = blocks('text');
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, 'example.mjs'), example);
    const printed = execFileSync(process.execPath, [join(scratch, 'example.mjs')], { cwd: root, encoding: 'utf8' });
    expect(printed).toBe(expected);
  });

  it('shows what the program prints', () => {
    const shown = blocks('console').filter((block) => /^\$ tcpstate (analyze|diagnose|timeline) /.test(block));
    expect(shown.length).toBeGreaterThan(0);
    for (const block of shown) {
      const [command = '', ...lines] = block.split('\n');
      const words = command.slice('$ tcpstate '.length).split(' ');
      const program = join(root, 'dist', 'bin', 'tcpstate.js');
      expect(execFileSync(process.execPath, [program, ...words], { cwd: root, encoding: 'utf8' })).toBe(
        lines.join('\n'),
      );
    }
  });

  it('links to files that are there', () => {
    for (const page of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']) {
      const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g);
      for (const [, target = ''] of links) expect(existsSync(join(root, target)), `${page}: ${target}`).toBe(true);
    }
  });
});
