/** Every finding has a conversation that fires it, and one like it that must not. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/conntrack/findings/finding.ts';
import { RULES } from '../../../src/conntrack/findings/list.ts';
import { diagnosed, talk } from '../../support/diagnosed.ts';
import type { Scenario } from '../../support/scenario.ts';

/** So many of them, each at its own time from its own port. */
const many = (count: number, lines: string, every: number): Scenario[] =>
  Array.from({ length: count }, (_, i) => talk(lines, { begin: i * every, port: 10_000 + i }));

const OPEN = `
  0.000 C > S S 0:0
  0.010 S > C S. 0:0 ack 1
  0.020 C > S . ack 1`;
const TALK = `${OPEN}
  0.030 C > S P. 1:101 ack 1
  0.040 S > C P. 1:1001 ack 101
  0.050 C > S . ack 1001`;
/** The client closes, and the server acknowledges that. */
const CLOSED_ONE_WAY = `${TALK}
  0.060 C > S F. 101:101 ack 1001
  0.070 S > C . ack 102`;
const CLOSED = `${CLOSED_ONE_WAY}
  0.080 S > C F. 1001:1001 ack 102
  0.090 C > S . ack 1002`;
const WAITING = `${CLOSED_ONE_WAY}
  9.000 -`;
const HALF_CLOSED = `${CLOSED_ONE_WAY}
  0.080 S > C P. 1001:2001 ack 102
  0.090 C > S . ack 2001`;

interface Case {
  readonly fires: readonly Scenario[];
  readonly side?: 'client' | 'server';
  /** The flow that the first evidence names, 1 unless said, and the number of the frame. */
  readonly flow?: number;
  readonly packet?: number | null;
  readonly quiet: readonly Scenario[];
}

const CASES: Readonly<Record<string, Case>> = {
  'capture-loss': {
    fires: [talk(`${TALK}\n 0.1 S > C . ack 5001`)],
    quiet: [talk(`${TALK}\n 0.1 C > S P. 101:5001 ack 1001\n 0.11 S > C . ack 5001`)],
  },
  'duplicate-capture': { fires: [talk(TALK.replace('0.030', '0.021 copy\n 0.030'))], quiet: [talk(TALK)] },
  'close-wait': { fires: [talk(WAITING)], side: 'server', packet: 7, quiet: [talk(`${CLOSED}\n 9.000 -`)] },
  'close-wait-leak': {
    fires: many(40, CLOSED_ONE_WAY, 1),
    side: 'server',
    packet: 7,
    // Each is closed after five seconds: what is left at the end is young.
    quiet: [
      ...many(40, CLOSED, 1),
      ...Array.from({ length: 15 }, (_, i) => talk(CLOSED_ONE_WAY, { begin: 40 + i / 3, port: 20_000 + i })),
    ],
  },
  'syn-flood': {
    fires: many(150, '0 C > S S 0:0\n 0.01 S > C S. 0:0 ack 1', 0.02),
    side: 'server',
    packet: 2,
    quiet: many(150, OPEN, 0.02),
  },
  'time-wait-pressure': {
    fires: many(15_000, CLOSED.replaceAll(/0\.0/g, '0.000'), 0.001),
    side: 'client',
    packet: 7,
    quiet: many(1_500, CLOSED.replaceAll(/0\.0/g, '0.000'), 0.001),
  },
  'synack-repeated': {
    fires: [talk(`${OPEN}\n 1.01 S > C S. 0:0 ack 1`)],
    side: 'server',
    packet: 4,
    quiet: [talk(`0 C > S S 0:0\n 0.01 S > C S. 0:0 ack 1\n 1.01 S > C S. 0:0 ack 1\n 1.02 C > S . ack 1`)],
  },
  'syn-unanswered': {
    fires: [talk('0 C > S S 0:0\n 1.03 C > S S 0:0')],
    side: 'server',
    packet: 1,
    quiet: [talk('0 C > S S 0:0\n 1.03 C > S S 0:0\n 1.04 S > C S. 0:0 ack 1\n 1.05 C > S . ack 1')],
  },
  'connection-refused': {
    fires: [talk('0 C > S S 0:0\n 0.01 S > C R. 0:0 ack 1')],
    side: 'server',
    packet: 2,
    quiet: [talk(OPEN)],
  },
  'zero-window-stall': {
    fires: [
      talk(`${TALK}
        0.1 C > S P. 101:1101 ack 1001
        0.11 S > C . ack 1101 win 0
        0.31 C > S . 1101:1102 ack 1001
        0.32 S > C . ack 1101 win 0
        0.75 C > S . 1101:1102 ack 1001
        0.76 S > C . ack 1101 win 0`),
    ],
    side: 'server',
    packet: null,
    // It opens again before anybody has to ask.
    quiet: [
      talk(`${TALK}
        0.1 C > S P. 101:1101 ack 1001
        0.11 S > C . ack 1101 win 0
        0.12 S > C . ack 1101 win 8000`),
    ],
  },
  'half-open': {
    // Keep-alive fails, and the RST goes where the probes went.
    fires: [
      talk(`${TALK}
        7 C > S . 100:100 ack 1001
        8 C > S . 100:100 ack 1001
        9 C > S R. 101:101 ack 1001
        12 -`),
    ],
    side: 'server',
    packet: 9,
    quiet: [talk(`${TALK}\n 9 C > S R. 101:101 ack 1001\n 12 -`)],
  },
  'keepalive-failed': {
    fires: [talk(`${TALK}\n 7 C > S . 100:100 ack 1001\n 8 C > S . 100:100 ack 1001`)],
    side: 'server',
    packet: null,
    quiet: [talk(`${TALK}\n 7 C > S . 100:100 ack 1001\n 7.01 S > C . ack 101\n 14 C > S . 100:100 ack 1001`)],
  },
  'idle-timeout-mismatch': {
    // A box answers for a server that it has forgotten.
    fires: [talk(`${TALK}\n 360 C > S P. 101:201 ack 1001\n 360.01 S > C R 1001:1001`)],
    side: 'client',
    packet: 8,
    quiet: [
      talk(`${TALK}\n 360 C > S P. 101:201 ack 1001\n 360.01 S > C . ack 201\n 360.02 S > C R. 1001:1001 ack 201`),
    ],
  },
  'rst-in-transfer': {
    fires: [talk(`${TALK}\n 0.1 C > S P. 101:201 ack 1001\n 0.11 S > C R. 1001:1001 ack 101`)],
    side: 'server',
    packet: 8,
    quiet: [talk(`${CLOSED_ONE_WAY}\n 0.08 S > C R. 1001:1001 ack 102`)],
  },
  'data-after-close': {
    fires: [talk(`${CLOSED_ONE_WAY}\n 0.08 S > C P. 1001:2001 ack 102\n 0.09 C > S R 102:102`)],
    side: 'server',
    packet: 10,
    quiet: [talk(HALF_CLOSED)],
  },
  'retransmission-storm': {
    fires: [
      talk(
        `${TALK}${Array.from({ length: 12 }, (_, i) => `\n ${i + 1} C > S P. 101:1101 ack 1001 id ${500 + i}`).join('')}`,
      ),
    ],
    side: 'client',
    packet: null,
    quiet: [
      talk(
        `${TALK}${Array.from({ length: 5 }, (_, i) => `\n ${i + 1} C > S P. 101:1101 ack 1001 id ${500 + i}`).join('')}`,
      ),
    ],
  },
  'last-ack-stuck': {
    fires: [talk(`${CLOSED_ONE_WAY}\n 0.08 S > C F. 1001:1001 ack 102\n 7 -`)],
    side: 'server',
    packet: 9,
    quiet: [talk(`${CLOSED}\n 7 -`)],
  },
  'closing-stuck': {
    fires: [
      talk(`${TALK}
        0.06 C > S F. 101:101 ack 1001
        0.06 S > C F. 1001:1001 ack 101
        7 -`),
    ],
    side: 'client',
    packet: 7,
    quiet: [
      talk(`${TALK}
        0.06 C > S F. 101:101 ack 1001
        0.06 S > C F. 1001:1001 ack 101
        0.07 C > S . ack 1002
        0.07 S > C . ack 102
        7 -`),
    ],
  },
  'time-wait-collision': {
    // The server closed first, and still waits when the client comes back with a lower number.
    fires: [
      talk(
        `iss @2 client 900 server 7
        ${TALK}
        0.06 S > C F. 1001:1001 ack 101
        0.07 C > S F. 101:101 ack 1002
        0.08 S > C . ack 102
        5.00 @2 C > S S 0:0
        5.01 S > C . ack 102
        5.02 C > S R 102:102`,
      ),
    ],
    side: 'client',
    flow: 2,
    packet: 11,
    quiet: [talk(CLOSED)],
  },
  'rst-rejected': {
    fires: [
      talk(`${TALK}
        0.1 C > S R 101:101
        0.5 S > C P. 1001:1101 ack 101
        0.51 C > S . ack 1101`),
    ],
    side: 'server',
    packet: 8,
    quiet: [talk(`${TALK}\n 0.1 C > S R 101:101`)],
  },
  'fin-wait-2': { fires: [talk(WAITING)], side: 'client', packet: 8, quiet: [talk(`${HALF_CLOSED}\n 9 -`)] },
  'half-closed': {
    fires: [talk(`${HALF_CLOSED}\n 100 -`)],
    side: 'client',
    packet: 8,
    quiet: [talk(`${HALF_CLOSED}\n 9 -`)],
  },
  'rst-after-fin': {
    fires: [talk(`${CLOSED_ONE_WAY}\n 0.08 S > C R. 1001:1001 ack 102`)],
    side: 'server',
    packet: 9,
    quiet: [talk(`${TALK}\n 0.08 S > C R. 1001:1001 ack 101`)],
  },
  'closed-by-idle-timeout': {
    fires: [
      talk(`${TALK}
        15.05 S > C F. 1001:1001 ack 101
        15.06 C > S F. 101:101 ack 1002
        15.07 S > C . ack 102`),
    ],
    side: 'server',
    packet: 7,
    // No timer is known that long, and once is chance.
    quiet: [
      talk(`${TALK}
        17.05 S > C F. 1001:1001 ack 101
        17.06 C > S F. 101:101 ack 1002
        17.07 S > C . ack 102`),
    ],
  },
  'old-duplicate': {
    fires: [
      talk(`${CLOSED}
        5.00 @2 C > S S 0:0
        5.01 @2 S > C S. 0:0 ack 1
        5.02 @2 C > S . ack 1
        5.03 C > S P. 1:101 ack 1 id 777`),
    ],
    side: 'client',
    packet: 14,
    quiet: [talk(CLOSED)],
  },
};

const idsOf = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id);

describe('the list of findings', () => {
  it('has a case here for each, and no other', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  });

  it.each(RULES)('$id explains itself in sentences', ({ title, explanation, who, action }) => {
    expect(title).toMatch(/^[a-zA-Z].*[^.]$/);
    for (const sentence of [explanation, action]) expect(sentence).toMatch(/^[A-Z].*\.$/s);
    expect(who).toMatch(/^[a-z]/);
  });
});

describe.each(Object.entries(CASES))('%s', (id, { fires, side, flow = 1, packet, quiet }) => {
  it('is found where it happens', () => {
    const found = diagnosed(fires).filter((finding) => finding.id === id);
    expect(found).toHaveLength(1);
    const [finding] = found;
    expect(finding!.place?.side).toBe(side);
    if (side === undefined) return;
    expect(finding!.evidence[0]).toMatchObject({ flow, packet });
    expect(finding!.age).toBeGreaterThanOrEqual(0);
    expect(finding!.flows).toContain(flow);
  });

  it('is not found where something like it happens', () => {
    expect(idsOf(diagnosed(quiet))).not.toContain(id);
  });
});

describe('time-wait-pressure', () => {
  it('says how many ports that took', () => {
    const [finding] = diagnosed(many(15_000, CLOSED.replaceAll(/0\.0/g, '0.000'), 0.001));
    expect(finding!.explanation).toMatch(
      /The client closed 15000 connections to this server first, at most 15000 within 60 seconds: 53 % of those ports\.$/,
    );
  });
});

describe('idle-timeout-mismatch', () => {
  const titles = (lines: string) =>
    diagnosed([talk(lines)]).map(({ id, explanation }) => [id, explanation.match(/By then.*/)?.[0]]);
  const forgotten = 'By then f5 (300 s), aws-nlb (350 s), azure-lb (240 s) would have forgotten it.';

  it.each([
    ['data that nobody answers', 'C > S P. 101:201 ack 1001 id 9\n 404 C > S P. 101:201 ack 1001 id 10'],
    ['a keep-alive probe that is refused', 'C > S . 100:100 ack 1001\n 400.01 S > C R 1001:1001'],
  ])('is %s after a long silence', (_, lines) => {
    expect(titles(`${TALK}\n 400 ${lines}`)).toEqual([['idle-timeout-mismatch', forgotten]]);
  });

  it('is a RST when a known timeout is over, which is no abort', () => {
    expect(titles(`${TALK}\n 300.06 S > C R. 1001:1001 ack 101`)).toEqual([
      ['idle-timeout-mismatch', 'By then f5 (300 s), azure-lb (240 s) would have forgotten it.'],
    ]);
    expect(titles(`${TALK}\n 200 S > C R. 1001:1001 ack 101`)).toEqual([['rst-in-transfer', undefined]]);
  });

  it.each([
    ['answered', '400 C > S P. 101:201 ack 1001\n 401 S > C P. 1001:1101 ack 201\n 402 C > S . ack 1101'],
    ['lost once', '400 C > S P. 101:201 ack 1001 id 9\n 401 C > S P. 101:201 ack 1001 id 10\n 401.1 S > C . ack 201'],
    ['the end of it', '400 C > S F. 101:101 ack 1001\n 400.1 S > C F. 1001:1001 ack 102\n 400.2 C > S . ack 1002'],
  ])('is not what is %s', (_, lines) => {
    expect(titles(`${TALK}\n ${lines}`)).toEqual([]);
  });
});

describe('closed-by-idle-timeout', () => {
  const closing = (idle: number, port: number, begin = 0, meanwhile = ''): Scenario =>
    talk(
      `${TALK}
        ${meanwhile}
        ${0.05 + idle} S > C F. 1001:1001 ack 101
        ${0.06 + idle} C > S F. 101:101 ack 1002
        ${0.07 + idle} S > C . ack 102`,
      { port, begin },
    );
  const told = (idles: readonly number[]) =>
    diagnosed(idles.map((idle, i) => closing(idle, 40_000 + i, i * 100))).map(({ title, count }) => [title, count]);

  it('names the timers that fit', () => {
    expect(told([15.1])).toEqual([['closed by server after 15.1 s idle: matches KeepAliveTimeout (apache, 15 s)', 1]]);
    expect(told([5])).toEqual([
      ['closed by server after 5.0 s idle: matches KeepAliveTimeout (apache, 5 s), keepAliveTimeout (node, 5 s)', 1],
    ]);
  });

  it('takes equal silences for a timer, even of one that it does not know', () => {
    expect(told([33, 33.1, 33.2, 12])).toEqual([['closed by server after 33.0 s idle: a timer', 3]]);
    expect(told([33, 33.1])).toEqual([]);
  });

  it('is of the end that closed, not of one whose RST was ignored before', () => {
    const findings = diagnosed([closing(22, 40_000, 0, '7.05 C > S R. 50:50 ack 1001')]);
    expect(findings.map(({ title }) => title)).toEqual([
      'closed by server after 15.0 s idle: matches KeepAliveTimeout (apache, 15 s)',
    ]);
  });

  it('finds none in silences of all lengths', () => {
    expect(told(Array.from({ length: 40 }, (_, i) => 2 + i))).toEqual([]);
  });
});

it('a RST of an end whose TIME_WAIT was over is found at the other, with its frame', () => {
  const [finding] = diagnosed([
    talk(`${CLOSED_ONE_WAY}
      0.08 S > C F. 1001:1001 ack 102
      90 S > C F. 1001:1001 ack 102
      90.01 C > S R 102:102`),
  ]);
  expect(finding).toMatchObject({ id: 'rst-after-fin', place: { side: 'server' } });
  expect(finding!.evidence).toMatchObject([{ flow: 1, packet: 11 }]);
});

describe('a diagnosis', () => {
  it('puts what is heaviest first', () => {
    const findings = diagnosed([...many(40, CLOSED_ONE_WAY, 1), talk(OPEN, { begin: 41 })]);
    expect(idsOf(findings)).toEqual(['close-wait-leak', 'close-wait', 'fin-wait-2']);
    expect(findings[0]).toMatchObject({
      severity: 'error',
      count: 40,
      certainty: 'presumed',
      place: { side: 'server', address: '10.0.0.2', port: 80, peer: '10.0.0.1' },
      trend: { growth: 40 },
    });
  });

  it('says at once that the capture is incomplete', () => {
    const findings = diagnosed([talk(`${TALK}\n 0.1 S > C . ack 5001`), talk(WAITING, { port: 41_000 })]);
    expect(idsOf(findings)[0]).toBe('capture-loss');
  });

  it('tells clients apart, but takes a server as one place', () => {
    const findings = diagnosed([
      talk(WAITING, { client: '10.0.0.1' }),
      talk(WAITING, { client: '10.0.0.3', begin: 10 }),
    ]);
    const places = findings.map(({ id, count, place }) => [id, count, place?.address, place?.peer]);
    expect(places).toEqual([
      ['close-wait', 2, '10.0.0.2', null],
      ['fin-wait-2', 1, '10.0.0.1', '10.0.0.2'],
      ['fin-wait-2', 1, '10.0.0.3', '10.0.0.2'],
    ]);
  });

  it('remembers a bounded number of places', () => {
    const findings = diagnosed(
      Array.from({ length: 300 }, (_, i) => talk(WAITING, { client: `10.0.${1 + (i >> 8)}.${i & 255}`, begin: i })),
    ).filter(({ id }) => id === 'fin-wait-2');
    expect(findings).toHaveLength(201);
    expect(findings.find(({ place }) => place === null)?.count).toBe(100);
  });
});
