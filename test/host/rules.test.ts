/** Every finding of this host's sockets has sockets that fire it, and some like them that must not. */
import { describe, expect, it } from 'vitest';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import type { HostSocket } from '../../src/host/socket.ts';
import type { WireEnd } from '../../src/host/wire.ts';
import { foundIn, hostSocket, LISTENER, later, seenBefore, several, wireOf } from '../support/host-sockets.ts';

type Looks = readonly [
  first: readonly HostSocket[],
  last: readonly HostSocket[],
  overflows?: number,
  ends?: readonly WireEnd[],
];

interface Case {
  readonly fires: Looks;
  readonly count: number;
  readonly quiet: Looks;
}

const always = (sockets: readonly HostSocket[]): Looks => [sockets, later(sockets)];

const leak = several(30, { state: 'CLOSE_WAIT' });
const retried = { name: 'retransmit', remaining: 1, retries: 4 } as const;
const once = { ...retried, retries: 1 };
const receiving = hostSocket({ state: 'FIN_WAIT_2' });
const orphan = { state: 'FIN_WAIT_2', inode: 0, idle: null, timer: { ...retried, name: 'time-wait' } } as const;
const open = hostSocket();
const toServer = { address: '10.0.0.5', port: 40_000, peer: '10.0.0.9', peerPort: 443 };

const CASES: Readonly<Record<string, Case>> = {
  'accept-queue-full': {
    fires: always([{ ...LISTENER, receiveQueue: 5, sendQueue: 4 }]),
    count: 5,
    quiet: always([{ ...LISTENER, receiveQueue: 4, sendQueue: 4 }]),
  },
  'close-wait': {
    fires: always([LISTENER, ...several(3, { state: 'CLOSE_WAIT' })]),
    count: 3,
    // The application still sends what it has, and one has only just got there.
    quiet: [
      [LISTENER, leak[0]!],
      [
        LISTENER,
        { ...leak[0]!, idle: { dataSent: 2, dataReceived: 50, ackReceived: 2 } },
        hostSocket({ state: 'CLOSE_WAIT', idle: { dataSent: 0.2, dataReceived: 0.2, ackReceived: 0.2 } }),
      ],
    ],
  },
  'close-wait-leak': {
    fires: [
      [LISTENER, ...leak.slice(0, 20)],
      [LISTENER, ...later(leak)],
    ],
    count: 30,
    // As many go as come.
    quiet: [
      [LISTENER, ...leak.slice(0, 20)],
      [LISTENER, ...later(leak.slice(10))],
    ],
  },
  'time-wait-pressure': {
    fires: always(several(600, { ...toServer, state: 'TIME_WAIT', inode: 0, idle: null })),
    count: 600,
    // The server has them, whose port they all share.
    quiet: always([LISTENER, ...several(600, { state: 'TIME_WAIT', inode: 0, idle: null })]),
  },
  'kernel-differs': {
    fires: [[open], later([open]), 0, [wireOf(open, { received: seenBefore(5, 'FIN') })]],
    count: 1,
    // It may be on its way.
    quiet: [[open], later([open]), 0, [wireOf(open, { received: seenBefore(0.9, 'FIN') })]],
  },
  'syn-unanswered': {
    fires: always([hostSocket({ ...toServer, state: 'SYN_SENT', timer: retried })]),
    count: 1,
    quiet: always([hostSocket({ ...toServer, state: 'SYN_SENT', timer: { ...retried, retries: 0 } })]),
  },
  'last-ack-stuck': {
    fires: always([hostSocket({ state: 'LAST_ACK', inode: 0, timer: retried })]),
    count: 1,
    quiet: always([hostSocket({ state: 'LAST_ACK', inode: 0, timer: once })]),
  },
  'closing-stuck': {
    fires: always([hostSocket({ state: 'CLOSING', inode: 0, timer: retried })]),
    count: 1,
    quiet: always([hostSocket({ state: 'CLOSING', inode: 0, timer: once })]),
  },
  'half-closed': {
    fires: always([hostSocket({ state: 'FIN_WAIT_2' })]),
    count: 1,
    // It still receives.
    quiet: [[receiving], [{ ...receiving, idle: { dataSent: 130, dataReceived: 1, ackReceived: 1 } }]],
  },
  'fin-wait-2-orphan': {
    fires: always([hostSocket(orphan)]),
    count: 1,
    // Gone soon enough.
    quiet: [[hostSocket(orphan)], [hostSocket(orphan)]],
  },
  'idle-timeout-mismatch': {
    fires: always([hostSocket({ idle: { dataSent: 5000, dataReceived: 5000, ackReceived: 5000 } })]),
    count: 1,
    // Probes are answered, and keep the entry.
    quiet: always([hostSocket({ idle: { dataSent: 5000, dataReceived: 5000, ackReceived: 30 } })]),
  },
};

describe('the list of findings of sockets', () => {
  it('has a case here for each, and no other', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(HOST_RULES.map(({ kind }) => kind.id).toSorted());
  });
});

describe.each(Object.entries(CASES))('%s', (id, { fires, count, quiet }) => {
  it('is found where it happens', () => {
    const found = foundIn(...fires).filter((finding) => finding.id === id);
    expect(found.map((finding) => [finding.count, finding.certainty])).toEqual([[count, 'kernel']]);
    expect(found[0]!.evidence.length).toBeGreaterThan(0);
  });

  it('is not found where something like it happens', () => {
    expect(foundIn(...quiet).map((finding) => finding.id)).not.toContain(id);
  });
});

describe('kernel-differs', () => {
  /** The title of what is found of a socket at the second look, which was `heard` seconds ago. */
  const told = (parts: Partial<HostSocket>, shown: Partial<WireEnd>, heard = 60): string | undefined => {
    const socket = hostSocket({ idle: { dataSent: heard, dataReceived: heard, ackReceived: heard }, ...parts });
    const found = foundIn([], [socket], 0, [wireOf(socket, shown)]).filter(({ id }) => id === 'kernel-differs');
    return found[0]?.title;
  };
  const received = (what: 'FIN' | 'RST') => ({ received: seenBefore(5, what) });
  const sent = (what: 'FIN' | 'RST') => ({ sent: seenBefore(5, what) });
  const NEVER_GOT = 'a FIN or RST passed the interface, and the kernel never got it';
  const NEVER_SENT = 'a FIN or RST left in the name of a socket that did not send it';
  const NOT_CAPTURED = 'the kernel has a FIN that the capture does not show';

  it.each<[string, Partial<HostSocket>, Partial<WireEnd>, string | undefined]>([
    ['a FIN that the kernel does not know', {}, received('FIN'), NEVER_GOT],
    ['a FIN that it knows', { state: 'CLOSE_WAIT' }, received('FIN'), undefined],
    ['a RST after which nothing may be open', { state: 'CLOSE_WAIT' }, received('RST'), NEVER_GOT],
    ['a RST after which nothing is', { state: 'TIME_WAIT', idle: null }, received('RST'), undefined],
    ['a FIN that the socket did not send', { state: 'CLOSE_WAIT' }, sent('FIN'), NEVER_SENT],
    ['a FIN that it sent', { state: 'FIN_WAIT_2' }, sent('FIN'), undefined],
    ['a RST that it did not send', {}, sent('RST'), NEVER_SENT],
    ['a FIN that only the kernel has', { state: 'CLOSE_WAIT' }, {}, NOT_CAPTURED],
    ['and of which the packets have not all', { state: 'CLOSE_WAIT' }, { isWhole: false }, undefined],
    ['a FIN that may belong to another connection', {}, { ...received('FIN'), isWhole: false }, undefined],
    ['and that packets show in part', { state: 'CLOSE_WAIT' }, { isEnding: true }, undefined],
    ['nothing of the kind', {}, {}, undefined],
    ['a receiver that does not read', { receiveQueue: 5 }, received('FIN'), undefined],
    ['another network namespace', { namespace: 2 }, received('FIN'), undefined],
  ])('%s', (_, socket, shown, title) => {
    expect(told(socket, shown)).toBe(title);
  });

  it('is silent where the peer was heard lately: the socket may be younger than the packets', () => {
    expect(told({}, received('FIN'), 1.4)).toBeUndefined();
    expect(told({}, received('FIN'), 1.6)).toBe(NEVER_GOT);
  });

  it('tells of a connection that was seen in part where the socket was there before', () => {
    const ends = [wireOf(open, { received: seenBefore(5, 'FIN'), isWhole: false })];
    expect(foundIn([open], [open], 0, ends).map(({ id }) => id)).toEqual(['kernel-differs']);
  });

  it('names both states, the flow and the frame', () => {
    const [finding] = foundIn([], [open], 0, [wireOf(open, { flow: 3, received: seenBefore(5, 'FIN') })]);
    expect(finding).toMatchObject({ flows: [3], age: 5, place: { process: { pid: 7 } } });
    expect(finding!.evidence[0]).toEqual({
      flow: 3,
      packet: 7,
      note: 'FIN to this end; packets: ESTABLISHED (seen), kernel: ESTABLISHED',
    });
  });

  it('goes by the later of two connections on the same ports', () => {
    const ends = [wireOf(open, { flow: 2 }), wireOf(open, { flow: 1, received: seenBefore(5, 'RST') })];
    expect(foundIn([], [open], 0, ends)).toEqual([]);
  });
});

describe('CLOSE_WAIT', () => {
  const causes = (parts: Partial<HostSocket>) =>
    foundIn(...always([LISTENER, hostSocket({ state: 'CLOSE_WAIT', ...parts })])).map(({ title, place }) => [
      title.split(':')[0],
      place?.process?.pid,
    ]);

  it.each([
    ['read to the end', { receiveQueue: 0 }, 'close() forgotten'],
    ['with data unread, and the FIN as one octet more', { receiveQueue: 6 }, 'the application does not read'],
    ['with the end of the stream unread', { receiveQueue: 1 }, 'the application does not read'],
    ['never accepted: the listener is named', { receiveQueue: 6, inode: 0 }, 'never accepted'],
  ])('%s', (_, parts, cause) => {
    expect(causes(parts)).toEqual([[cause, 7]]);
  });

  it('tells ages, growth and severity', () => {
    const [first, second] = [leak.slice(0, 20), leak.slice(5)];
    const [finding] = foundIn([LISTENER, ...first], [LISTENER, ...later(second)]).filter(
      ({ id }) => id === 'close-wait',
    );
    expect(finding).toMatchObject({ severity: 'error', count: 25, age: 130, trend: { seconds: 10, growth: 5 } });
  });
});

it('names the full queue once connections are dropped, though it is but at its limit', () => {
  const atLimit = [{ ...LISTENER, receiveQueue: 4, sendQueue: 4 }];
  expect(foundIn(atLimit, atLimit, 3).map(({ id }) => id)).toEqual(['accept-queue-full']);
});

it('finds nothing in thousands of healthy sockets', () => {
  const healthy = [
    LISTENER,
    ...several(8_000, {}),
    ...several(400, { ...toServer, state: 'TIME_WAIT', inode: 0, idle: null }),
    ...several(1_500, { state: 'TIME_WAIT', inode: 0, idle: null }),
    ...several(20, { state: 'SYN_RCVD', inode: 0, timer: once }),
    ...several(20, { state: 'FIN_WAIT_1', inode: 0, timer: once }),
    ...several(20, { state: 'LAST_ACK', inode: 0, timer: once }),
  ];
  expect(foundIn(...always(healthy))).toEqual([]);
});
