/** `tcpstate watch` of connections that were there before: silent ones are known from this host's sockets. Needs root. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { obstacle, titled } from '../agreement/outside.ts';
import { PROGRAM } from '../support/program.ts';

const [LEAKED, OPEN] = [5, 3];

/** Leaks, and closes one that it has leaked for each line on standard input. */
const ENDS = `
  import { connect, createServer } from 'node:net';
  import { createInterface } from 'node:readline';
  const leaked = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {}).on('end', () => leaked.push(socket) === ${LEAKED} && console.log('leaked')).resume();
  }).listen(8080, '127.0.0.1', () => {
    for (let i = 0; i < ${LEAKED}; i++) connect(8080, '127.0.0.1').end('request');
    for (let i = 0; i < ${OPEN}; i++) connect(8080, '127.0.0.1').write('request');
  });
  createInterface({ input: process.stdin }).on('line', () => leaked.pop().end()).on('close', () => process.exit());`;

interface Line {
  readonly type: string;
  readonly from?: string;
  readonly to?: string;
  readonly endpoint?: string;
  readonly client?: { readonly state: string; readonly certainty: string };
  readonly server?: { readonly state: string; readonly certainty: string; readonly process: { name: string } | null };
}

const reason = await obstacle(['ip', 'nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('what tcpstate watch knows from the start', reason), () => {
  let namespace: Namespace;
  let ends: ReturnType<Namespace['start']>;

  /** What is told while `meanwhile` happens. */
  async function watched(words: readonly string[], meanwhile: () => void) {
    const watching = namespace.start(process.execPath, PROGRAM, 'watch', 'lo', '--ndjson', ...words);
    const output = text(watching.stdout);
    const errors = text(watching.stderr);
    const ended = once(watching, 'close');
    await said(watching, /watching/);
    meanwhile();
    await delay(1500);
    watching.kill('SIGINT');
    await ended;
    const lines = (await output).trimEnd().split('\n');
    return { lines: lines.map((line): Line => JSON.parse(line)), errors: await errors };
  }

  const pairsOf = (lines: readonly Line[]): string[] =>
    lines
      .filter(({ type }) => type === 'flow')
      .map(({ client, server }) => [client, server].map((end) => `${end!.state} ${end!.certainty}`).join(' '))
      .toSorted();

  beforeAll(async () => {
    namespace = await Namespace.open();
    ends = namespace.start(process.execPath, '--input-type=module', '-e', ENDS);
    await said(ends, /leaked/);
    // A socket that has just spoken is left to its packets.
    await delay(1500);
  });

  afterAll(() => {
    ends.stdin.end();
    namespace.close();
  });

  it('is every silent socket, as the kernel has it', async () => {
    const { lines, errors } = await watched([], () => {});
    expect(errors).toContain(`${2 * (LEAKED + OPEN)} silent sockets of this host taken in`);
    expect(pairsOf(lines)).toEqual([
      ...Array.from({ length: OPEN }, () => 'ESTABLISHED kernel ESTABLISHED kernel'),
      ...Array.from({ length: LEAKED }, () => 'FIN_WAIT_2 kernel CLOSE_WAIT kernel'),
    ]);
    expect(lines.filter(({ type, server }) => type === 'flow' && server?.process?.name === 'node')).toHaveLength(8);
    expect(lines.filter(({ type }) => type === 'transition')).toEqual([]);
    // Nothing passes, and the leak is told all the same.
    expect(lines.filter(({ type }) => type === 'finding')).toMatchObject([
      {
        id: 'close-wait',
        count: LEAKED,
        certainty: 'kernel',
        place: { side: 'server', port: 8080, process: { name: 'node', pid: ends.pid } },
      },
    ]);
  });

  it('goes on from there when one is closed', async () => {
    const { lines } = await watched([], () => ends.stdin.write('close\n'));
    const moves = lines.flatMap(({ type, endpoint, from, to }) =>
      type === 'transition' ? [`${endpoint} ${from} ${to}`] : [],
    );
    expect(moves.toSorted()).toEqual([
      'client FIN_WAIT_2 TIME_WAIT',
      'server CLOSE_WAIT LAST_ACK',
      'server LAST_ACK CLOSED',
    ]);
    expect(pairsOf(lines).filter((pair) => pair.startsWith('FIN_WAIT_2'))).toHaveLength(LEAKED - 1);
  });

  it('is nothing where a filter says which packets count', async () => {
    const { lines, errors } = await watched(['--filter', 'tcp port 9'], () => {});
    expect(errors).not.toContain('taken in');
    expect(pairsOf(lines)).toEqual([]);
  });
});
