/** `tcpstate demo <kind>`: each makes its fault with real sockets, shows it, and leaves nothing behind. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openSocketTable } from '../../src/host/socket-table.ts';
import { titled } from '../agreement/outside.ts';
import { commandOf, descendants, until } from '../support/processes.ts';
import { ENVIRONMENT, PROGRAM, type Run, tcpstate } from '../support/program.ts';

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;
const reason = isLinux ? null : 'it takes the sockets of Linux';
/** Packets are captured, and get lost, for root alone. */
const rootReason = reason ?? (isRoot ? null : 'it takes root to capture packets and to lose them');

interface Told {
  /** `end state count holder` for each row of the socket table. */
  readonly sockets: readonly string[];
  readonly findings: readonly string[];
  readonly ofPackets: readonly string[];
  /** The last part, with the ladder. */
  readonly packets: string;
  readonly port: number;
}

const idsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:error|warning|info) +([\w-]+): /gm)].map(([, id = '']) => id);

function toldIn({ stdout, stderr, status }: Run): Told {
  expect([stderr, status]).toEqual(['', 0]);
  const [host = '', packets = ''] = stdout.split('\nwhat packets show\n');
  const rows = host.matchAll(/^(client|server) +(\w+) +(\d+) .* (nobody|a process)$/gm);
  return {
    sockets: [...rows].map(([, end, state, count, holder]) => `${end} ${state} ${count} ${holder}`),
    findings: idsIn(host),
    ofPackets: idsIn(packets),
    packets,
    port: Number(/at port (\d+)/.exec(host)?.[1]),
  };
}

async function expectNobodyListens(port: number): Promise<void> {
  const { sockets } = (await openSocketTable()).read();
  expect(sockets.filter((socket) => socket.port === port && socket.state === 'LISTEN')).toEqual([]);
}

const LISTEN = 'server LISTEN 1 a process';

interface Expected {
  readonly sockets: readonly string[];
  readonly findings: readonly string[];
  readonly ofPackets: readonly string[];
  /** Lines that the ladder must have. */
  readonly ladder: RegExp;
}

/** What the kernel tells in any case. */
const ANYWHERE: Readonly<Record<string, Expected>> = {
  'close-wait': {
    sockets: ['client FIN_WAIT_2 5 nobody', 'server CLOSE_WAIT 5 a process', LISTEN],
    findings: ['close-wait', 'fin-wait-2-orphan'],
    ofPackets: ['close-wait', 'fin-wait-2'],
    ladder: /FIN_WAIT_1 .* F\. .* CLOSE_WAIT~/,
  },
  'time-wait': {
    sockets: ['client TIME_WAIT 20 nobody', LISTEN, 'server TIME_WAIT 10 nobody'],
    findings: [],
    ofPackets: [],
    ladder: /TIME_WAIT +◀.* F\. .* LAST_ACK~/,
  },
  'zero-window': {
    sockets: ['client ESTABLISHED 1 a process', 'server ESTABLISHED 1 a process', LISTEN],
    findings: [],
    ofPackets: ['zero-window-stall'],
    ladder: /window full/,
  },
  refused: { sockets: [], findings: [], ofPackets: ['connection-refused'], ladder: /CLOSED~ .* R\. .* CLOSED/ },
  'accept-queue': {
    sockets: ['client ESTABLISHED 6 a process', 'client SYN_SENT 6 a process', 'server ESTABLISHED 6 nobody', LISTEN],
    findings: ['accept-queue-full', 'syn-unanswered'],
    ofPackets: ['syn-unanswered'],
    ladder: /retransmission of frame/,
  },
};

/** In a network namespace of their own. */
const WITH_LOSSES: Readonly<Record<string, Expected>> = {
  'simultaneous-close': {
    sockets: ['client TIME_WAIT 1 nobody', LISTEN, 'server TIME_WAIT 1 nobody'],
    findings: [],
    ofPackets: [],
    ladder: /the FINs crossed/,
  },
  'half-open': {
    sockets: ['client ESTABLISHED 1 a process', LISTEN],
    findings: [],
    ofPackets: ['half-open', 'rst-in-transfer', 'rst-rejected'],
    ladder: /client had not reached CLOSED/,
  },
  'syn-rcvd': {
    sockets: ['client ESTABLISHED 1 a process', LISTEN, 'server SYN_RCVD 1 nobody'],
    findings: [],
    ofPackets: ['synack-repeated'],
    ladder: /server had not reached ESTABLISHED/,
  },
};

describe.each(Object.entries(ANYWHERE))('demo %s', (kind, expected) => {
  it.skipIf(reason !== null)(titled('shows states and findings', reason), async () => {
    const told = toldIn(tcpstate(['demo', kind]));
    expect(told).toMatchObject({ sockets: expected.sockets, findings: expected.findings });
    if (isRoot) expectPackets(told, expected);
    await expectNobodyListens(told.port);
  });
});

describe.skipIf(rootReason !== null)(titled('demo, where packets get lost', rootReason), () => {
  it.each(Object.entries(WITH_LOSSES))('%s shows states and findings', (kind, expected) => {
    const told = toldIn(tcpstate(['demo', kind]));
    expect(told).toMatchObject({ sockets: expected.sockets, findings: expected.findings });
    expectPackets(told, expected);
  });
});

function expectPackets(told: Told, { ofPackets, ladder }: Expected): void {
  expect(told.ofPackets).toEqual(ofPackets);
  expect(told.packets).toMatch(/^connection \d+ /m);
  expect(told.packets).toMatch(ladder);
}

/** Runs the program as a user who may nothing. */
const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'] as const;
function nobody(...words: string[]): Run {
  const [program, ...options] = asNobody;
  const { status, stdout, stderr } = spawnSync(program, [...options, process.execPath, ...words], {
    cwd: '/',
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  return { status, stdout, stderr };
}
const nobodyReason =
  rootReason ?? (nobody(PROGRAM, '--version').status === 0 ? null : 'nobody cannot run this program');

describe.skipIf(nobodyReason !== null)(titled('demo without any right', nobodyReason), () => {
  it('shows what the kernel tells, and says how to see packets', () => {
    const told = toldIn(nobody(PROGRAM, 'demo', 'close-wait'));
    const { sockets, findings } = ANYWHERE['close-wait']!;
    expect(told).toMatchObject({ sockets, findings });
    expect(told.packets).toMatch(
      /^Nothing, for tcpstate cannot capture on lo: operation not permitted\.\nhint: sudo tcpstate demo close-wait\n/,
    );
  });

  it.each(Object.keys(WITH_LOSSES))('%s takes root, and says so', (kind) => {
    const { status, stdout, stderr } = nobody(PROGRAM, 'demo', kind);
    expect(stderr).toBe(
      `tcpstate: demo ${kind} takes root: it makes a network namespace of its own, in which packets get lost\n` +
        `  hint: sudo tcpstate demo ${kind}\n`,
    );
    expect([stdout, status]).toEqual(['', 2]);
  });
});

type Demo = ChildProcessByStdio<null, Readable, Readable>;

/** Starts a demo and waits until its server runs, a process of its own. */
async function started(): Promise<{ demo: Demo; children: number[] }> {
  const demo = spawn(process.execPath, [PROGRAM, 'demo', 'accept-queue'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: ENVIRONMENT,
  });
  const serves = (): boolean => descendants(demo.pid!).some((pid) => commandOf(pid).includes('blocked-server'));
  await until(serves);
  // As root there is a recorder, too.
  await until(() => descendants(demo.pid!).length >= (isRoot ? 2 : 1));
  return { demo, children: descendants(demo.pid!) };
}

const areGone = (children: readonly number[]): Promise<void> =>
  until(() => children.every((pid) => commandOf(pid) === ''));

describe.skipIf(reason !== null)(titled('a demo that is ended', reason), () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s shows what there is and leaves nothing', async (signal) => {
    const { demo, children } = await started();
    let output = '';
    demo.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    demo.kill(signal);
    const [status] = await once(demo, 'close');
    expect(status).toBe(0);
    expect(output).toMatch(/^server +LISTEN +1 /m);
    await areGone(children);
    await expectNobodyListens(Number(/at port (\d+)/.exec(output)?.[1]));
  });

  it('by SIGKILL leaves nothing', async () => {
    const { demo, children } = await started();
    demo.kill('SIGKILL');
    await once(demo, 'close');
    await areGone(children);
  });

  it('by a reader who has gone leaves nothing and complains of nothing', async () => {
    const { demo, children } = await started();
    let errors = '';
    demo.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    demo.stdout.destroy();
    const [status] = await once(demo, 'close');
    expect([status, errors]).toEqual([0, '']);
    await areGone(children);
  });
});

describe('demo of what there is not', () => {
  it('names what there is', () => {
    expect(tcpstate(['demo', 'closewait'])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^tcpstate: demo takes close-wait, .* or syn-rcvd, not "closewait"\n {2}hint: did you mean demo close-wait\?\n$/,
      ),
    });
  });
});
