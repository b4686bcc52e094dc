/** What the tests of agreement need from outside: programs, a namespace, and the built tcpstate. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Namespace } from '../../scripts/lab/namespace.mjs';
import { losses } from '../../scripts/lab/scenes.mjs';

const root = join(import.meta.dirname, '..', '..');
const ENV = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

export const program: string = join(root, 'dist', 'bin', 'tcpstate.js');
export const fixture = (name: string): string => join(root, 'test', 'fixtures', name);

/** Why a test that needs these programs, and perhaps a namespace with rules that lose packets, cannot run here; null: it can. */
export async function obstacle(programs: readonly string[], namespace: boolean): Promise<string | null> {
  for (const name of programs) {
    if (spawnSync(name, ['--version'], { env: ENV }).error) return `${name} is not installed`;
  }
  if (!namespace) return null;
  if (process.platform !== 'linux') return 'network namespaces are Linux only';
  try {
    (await lossyNamespace()).close();
    return null;
  } catch {
    return 'it takes root to make network namespaces that lose packets';
  }
}

/** A namespace in which the scenes' packets get lost. */
export async function lossyNamespace(): Promise<Namespace> {
  const namespace = await Namespace.open();
  namespace.feed(losses(), 'nft', '-f', '-');
  return namespace;
}

/** `name` for a suite, with the reason where it is skipped. */
export const titled = (name: string, reason: string | null): string =>
  reason === null ? name : `${name} (skipped: ${reason})`;

/** One end of a flow in the JSON output, as far as these tests look. */
export interface End {
  readonly address: string;
  readonly port: number;
  readonly state: string | null;
  readonly packets: number;
  readonly bytes: number;
  readonly syn: number;
  readonly fin: number;
  readonly rst: number;
  /** Segments taken for copies of others; they count nowhere else. */
  readonly duplicates: number;
}

export interface Flow {
  readonly client: End;
  readonly server: End;
  readonly firstSeen: number;
}

/** The flows of a capture file as the built program tells them, oldest first. */
export function flowsOf(file: string): Flow[] {
  const words = [program, 'analyze', file, '--json'];
  return flowsIn(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 64 << 20 }));
}

/** The flows of a JSON document of the program, oldest first. */
export function flowsIn(json: string): Flow[] {
  const { flows } = JSON.parse(json) as { flows: Flow[] };
  return flows.toSorted((a, b) => a.firstSeen - b.firstSeen);
}

/** `address:port`, as ss writes it. */
export const socketName = ({ address, port }: End): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
