/** Connections that were there before the capture, as this host's socket table tells of them, and what packets then add. */
import { describe, expect, it } from 'vitest';
import type { KnownSocket, SilentState } from '../../src/conntrack/adoption.ts';
import type { FlowRow } from '../../src/conntrack/snapshot.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { parseAddress } from '../../src/decode/address.ts';
import { Segment } from '../../src/decode/segment.ts';
import { talk } from '../support/diagnosed.ts';
import { fillSegment, wirePackets } from '../support/scenario-segments.ts';

const SECOND = 1e9;

/** The server's end of 10.0.0.1:40000 to 10.0.0.2:80. */
const socket = (state: SilentState, parts: Partial<KnownSocket> = {}): KnownSocket => ({
  address: parseAddress('10.0.0.2')!,
  port: 80,
  peer: parseAddress('10.0.0.1')!,
  peerPort: 40_000,
  state,
  isClient: false,
  since: -20 * SECOND,
  lastHeard: -10 * SECOND,
  isHeld: true,
  ...parts,
});

/** What is told when these sockets were taken in, and lines of a conversation came behind. */
function told(sockets: readonly KnownSocket[], lines = '') {
  const tracker = new Tracker({ journal: true });
  const rows: FlowRow[] = [];
  const announced: string[] = [];
  let history: string[] = [];
  tracker.onTransition = ({ endpoint, from, to, certainty }) =>
    void announced.push(`${endpoint} ${from} ${to} ${certainty}`);
  tracker.onFlow = (flow) => {
    rows.push(flow.row());
    history = flow.history().map(({ endpoint, to, certainty }) => `${endpoint} ${to} ${certainty}`);
  };
  for (const each of sockets) tracker.adopt(each);
  if (lines !== '') {
    const scenario = talk(lines);
    const segment = new Segment();
    wirePackets(scenario, {}).forEach((wire, i) => {
      if (wire) {
        fillSegment(segment, wire, i + 1);
        tracker.track(segment);
      }
      tracker.advance(scenario.lines[i]!.time);
    });
  }
  tracker.finish();
  const ends = rows.map(({ client, server }) => [
    `${client.state} ${client.certainty}`,
    `${server.state} ${server.certainty}`,
  ]);
  return { rows, ends, announced, history };
}

describe('a socket that was there before', () => {
  it.each([
    ['ESTABLISHED', 'ESTABLISHED inferred'],
    ['CLOSE_WAIT', 'FIN_WAIT_2 inferred'],
    ['FIN_WAIT_2', 'CLOSE_WAIT inferred'],
    ['TIME_WAIT', 'CLOSED inferred'],
  ] as const)('in %s is told as the kernel has it, and its peer in %s', (state, peer) => {
    const { rows, ends, announced } = told([socket(state)]);
    expect(ends).toEqual([[peer, `${state} kernel`]]);
    expect(rows[0]).toMatchObject({ server: { since: -20 * SECOND, packets: 0 }, lastSeen: -10 * SECOND });
    expect(announced).toEqual([]);
  });

  it('is the client where it opened', () => {
    expect(told([socket('ESTABLISHED', { isClient: true })]).rows[0]!.client.port).toBe(80);
  });

  it('is one connection where both ends are sockets of this host', () => {
    const other = { ...socket('FIN_WAIT_2', { isClient: true }), port: 40_000, peerPort: 80 };
    const ends = { address: parseAddress('10.0.0.1')!, peer: parseAddress('10.0.0.2')! };
    const sockets = [socket('CLOSE_WAIT'), { ...other, ...ends }];
    for (const order of [sockets, sockets.toReversed()]) {
      expect(told(order).ends).toEqual([['FIN_WAIT_2 kernel', 'CLOSE_WAIT kernel']]);
    }
  });

  it('in CLOSE_WAIT closes second', () => {
    const { ends, announced, history } = told(
      [socket('CLOSE_WAIT')],
      `5.0 S > C F. 900:900 ack 70
       5.1 C > S . ack 901`,
    );
    expect(ends).toEqual([['TIME_WAIT inferred', 'CLOSED presumed']]);
    expect(announced[0]).toBe('server CLOSE_WAIT LAST_ACK presumed');
    expect(history).toContain('server CLOSE_WAIT kernel');
  });

  it('in CLOSE_WAIT can still send', () => {
    const { ends } = told(
      [socket('CLOSE_WAIT')],
      `5.0 S > C P. 900:1000 ack 70
       5.1 C > S . 70:70 ack 1000
       5.2 S > C F. 1000:1000 ack 70
       5.3 C > S . 70:70 ack 1001`,
    );
    expect(ends[0]![1]).toMatch(/^CLOSED /);
  });

  it('in FIN_WAIT_2 is in TIME_WAIT when the peer closes', () => {
    const { ends, announced } = told(
      [socket('FIN_WAIT_2')],
      `5.0 C > S F. 70:70 ack 900
       5.1 S > C . ack 71`,
    );
    expect(ends).toEqual([['CLOSED inferred', 'TIME_WAIT presumed']]);
    expect(announced.some((line) => line.startsWith('client CLOSE_WAIT LAST_ACK'))).toBe(true);
  });

  it('that is open goes on as any that began before the capture', () => {
    const lines = `
      5.0 C > S P. 70:170 ack 900
      5.1 S > C P. 900:1900 ack 170
      5.2 C > S F. 170:170 ack 1900
      5.3 S > C . ack 171`;
    expect(told([socket('ESTABLISHED')], lines).ends[0]!.map((end) => end.split(' ')[0])).toEqual([
      'FIN_WAIT_2',
      'CLOSE_WAIT',
    ]);
  });

  it('in TIME_WAIT is gone when 2MSL are over, and a new connection may take its pair', () => {
    expect(told([socket('TIME_WAIT', { lastHeard: -20 * SECOND })], '45 -').ends).toEqual([
      ['CLOSED inferred', 'CLOSED timer'],
    ]);
    const again = told(
      [socket('TIME_WAIT', { isClient: true })],
      '5 S > C S 0:0\n 5.01 C > S S. 0:0 ack 1\n 5.02 S > C . ack 1',
    );
    expect(again.ends.at(-1)).toEqual(['ESTABLISHED seen', 'ESTABLISHED presumed']);
  });

  it('is not taken in again when its segments were seen before, nor where there is no room', () => {
    const tracker = new Tracker({ journal: true, maxFlows: 1 });
    for (const port of [1, 2, 3]) tracker.adopt(socket('CLOSE_WAIT', { peerPort: port }));
    expect(tracker.liveFlows).toBe(1);
    expect(tracker.counters.evicted).toBe(0);
  });
});
