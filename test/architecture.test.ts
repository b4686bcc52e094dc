/** The plan of docs/architecture.md, kept true: who may import what, no cycles, no clocks where time travels with the packets. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = dirname(import.meta.dirname);

interface Source {
  /** Relative to the top, with slashes. */
  readonly path: string;
  /** First folder or file below src, or `bin`. */
  readonly room: string;
  readonly text: string;
  /** What it imports: paths from the top for our own files, specifiers as written for the others. */
  readonly imports: readonly string[];
}

/** Which rooms a room may import besides itself, and which modules of Node or of packages. */
const DOORS: Readonly<Record<string, { rooms: readonly string[]; modules: RegExp | null }>> = {
  'errors.ts': { rooms: [], modules: null },
  capture: { rooms: ['errors.ts'], modules: /^(node:.*|koffi|cap)$/ },
  decode: { rooms: [], modules: null },
  conntrack: { rooms: ['decode'], modules: null },
  host: { rooms: ['conntrack', 'decode', 'errors.ts'], modules: /^(node:.*|koffi)$/ },
  render: { rooms: ['conntrack'], modules: /^(chalk|cli-table3|node:tty)$/ },
  'inspect.ts': { rooms: ['capture', 'decode', 'conntrack', 'errors.ts'], modules: null },
  'index.ts': {
    rooms: ['capture', 'decode', 'conntrack', 'render', 'inspect.ts', 'errors.ts'],
    modules: null,
  },
  bin: {
    rooms: ['capture', 'decode', 'conntrack', 'host', 'render', 'inspect.ts', 'index.ts', 'errors.ts'],
    modules: /^(node:.*|commander)$/,
  },
};

/** Modules that exactly one file may import, so that replacing one touches one file. */
const IN_ONE_FILE = ['chalk', 'cli-table3', 'node:tty', 'cap'];

const LONGEST_FILE = 320;
const SAYS_NOTHING = /manager|helper|util|service/i;
const WALL_CLOCK = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b|\bset(Timeout|Interval|Immediate)\b/;

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      const path = relative(root, full).split(sep).join('/');
      const text = readFileSync(full, 'utf8');
      return { path, room: roomOf(path), text, imports: importsOf(path, text) };
    });
}

function roomOf(path: string): string {
  const [top = '', next = ''] = path.split('/');
  return top === 'src' ? next : top;
}

function importsOf(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = code.matchAll(
    /(?:^\s*(?:import|export|\})[^'"\n]*?from\s*|^\s*import\s+|\bimport\()['"]([^'"]+)['"]/gm,
  );
  return [...found].map(([, specifier = '']) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
  );
}

const isOurs = (specifier: string): boolean => /^(src|bin)\//.test(specifier);

/** The files of one cycle of imports, or null. */
function cycle(sources: readonly Source[]): string[] | null {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] | null => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const next of byPath.get(path)?.imports.filter(isOurs) ?? []) {
      const found = visit(next, [...way, path]);
      if (found) return found;
    }
    done.add(path);
    return null;
  };
  for (const { path } of sources) {
    const found = visit(path, []);
    if (found) return found;
  }
  return null;
}

const sources = [...read('src'), ...read('bin')];

describe('architecture', () => {
  it('reads the sources and their imports', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((source) => source.imports.filter(isOurs)).length).toBeGreaterThan(sources.length);
    expect(
      importsOf('src/a/b.ts', `import {\n  x,\n} from './c.ts';\nawait import('../d.ts');\nimport 'node:fs';`),
    ).toEqual(['src/a/c.ts', 'src/d.ts', 'node:fs']);
  });

  it('has no room that the plan does not know', () => {
    expect(sources.filter((source) => !(source.room in DOORS)).map((source) => source.path)).toEqual([]);
  });

  it.each(Object.keys(DOORS))('%s imports only what it may', (room) => {
    const { rooms, modules } = DOORS[room]!;
    const allowed = (specifier: string): boolean =>
      isOurs(specifier)
        ? roomOf(specifier) === room || rooms.includes(roomOf(specifier))
        : specifier === 'package.json' || (modules?.test(specifier) ?? false);
    const broken = sources
      .filter((source) => source.room === room)
      .flatMap(({ path, imports }) => imports.filter((it) => !allowed(it)).map((it) => `${path} -> ${it}`));
    expect(broken).toEqual([]);
  });

  it.each(IN_ONE_FILE)('%s is imported by at most one file', (module) => {
    const users = sources.filter(({ imports }) => imports.includes(module)).map(({ path }) => path);
    expect(users.length, users.join(', ')).toBeLessThanOrEqual(1);
  });

  it('has no import cycle', () => {
    expect(cycle(sources)).toBeNull();
    const two = (path: string, to: string): Source => ({ path, room: 'x', text: '', imports: [to] });
    expect(cycle([two('src/a.ts', 'src/b.ts'), two('src/b.ts', 'src/a.ts')])).toEqual([
      'src/a.ts',
      'src/b.ts',
      'src/a.ts',
    ]);
  });

  it(`has no file longer than ${LONGEST_FILE} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length > LONGEST_FILE + 1).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('asks for the time of day in capture/ and bin/ only', () => {
    const asks = sources
      .filter(({ room, text }) => room !== 'capture' && room !== 'bin' && WALL_CLOCK.test(text))
      .map(({ path }) => path);
    expect(asks).toEqual([]);
  });

  it('names files after what is in them', () => {
    expect(sources.map(({ path }) => basename(path)).filter((name) => SAYS_NOTHING.test(name))).toEqual([]);
  });
});
