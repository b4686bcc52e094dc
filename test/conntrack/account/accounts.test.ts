/** Accounts tell what the tracker knows, no more and no less, and stay bounded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccountsOptions } from '../../../src/conntrack/account/accounts.ts';
import { Follower } from '../../../src/conntrack/account/follower.ts';
import type { Account, AccountLine, Remark } from '../../../src/conntrack/account/lines.ts';
import { Tracker } from '../../../src/conntrack/tracker.ts';
import { Flag, Segment } from '../../../src/decode/segment.ts';
import { accountsOf, watched } from '../../support/accounts.ts';
import { parseScenario, type Scenario } from '../../support/scenario.ts';
import { play } from '../../support/scenario-play.ts';
import { fillSegment, wirePackets } from '../../support/scenario-segments.ts';

const folder = join(import.meta.dirname, '../../scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const scenario = (name: string): Scenario => parseScenario(readFileSync(join(folder, `${name}.txt`), 'utf8'));

/** The account of the scenario's first flow. */
const accountOf = (name: string, unfolded = false): Account => accountsOf(scenario(name), { unfolded }).told[0]!;

const line = ({ lines }: Account, packet: number): AccountLine => lines.find((each) => each.packet === packet)!;
const remark = (account: Account, packet: number, name: Remark['name']): Remark | undefined =>
  line(account, packet).remarks.find((each) => each.name === name);

describe.each(files)('%s', (file) => {
  const played = parseScenario(readFileSync(join(folder, file), 'utf8'));
  const { flows } = play(played);
  const { told } = accountsOf(played);

  it('tells of every flow the history and the states that the tracker has', () => {
    expect(told.map(({ flow }) => flow)).toEqual(flows.map(({ flow }) => flow));
    for (const [i, { lines }] of told.entries()) {
      const moves = lines.flatMap((each) => each.moves);
      const history = [...flows[i]!.history];
      expect(moves).toHaveLength(history.length);
      expect(moves).toEqual(expect.arrayContaining(history));
      for (const side of ['client', 'server'] as const) {
        const last = history.filter(({ endpoint }) => endpoint === side).at(-1);
        if (last !== undefined) expect(lines.at(-1)![side].state).toBe(last.to);
      }
    }
  });

  it('gives every segment to one line', () => {
    const segments = ({ lines }: Account): number =>
      lines.reduce((sum, each) => {
        if (each.kind === 'fold') return sum + each.sent.client.segments + each.sent.server.segments;
        return sum + (each.kind === 'segment' ? 1 : 0);
      }, 0);
    expect(told.map(segments)).toEqual(told.map((account) => account.segments));
  });
});

describe('the sliding window of 18 segments', () => {
  const account = accountOf('sliding-window-18-segments', true);

  it('can be read off, segment by segment', () => {
    const shown = account.lines.map(({ packet, client, server }) => [packet, server.window, client.flight]);
    expect(shown.slice(8)).toEqual([
      [9, 6144, 6144],
      [10, 2048, 0],
      [11, 4096, 0],
      [12, 4096, 1024],
      [13, 4096, 2048],
      [14, 2048, 0],
      [15, 4096, 0],
      [16, 6144, 0],
      [17, 6144, 0],
      [18, 6144, 0],
    ]);
  });

  it('has the full window, the update and the half-close where they are', () => {
    expect(remark(account, 9, 'window-full')).toEqual({ name: 'window-full', octets: 6144 });
    expect(remark(account, 10, 'read')).toEqual({ name: 'read', octets: 2048 });
    expect(remark(account, 11, 'window-update')).toMatchObject({ from: 2048, to: 4096 });
    expect(remark(account, 3, 'effective-mss')).toMatchObject({ octets: 1024 });
    expect(remark(account, 17, 'half-close-over')).toMatchObject({ side: 'client', octets: 0 });
    expect(account.lines.map((each) => (each.kind === 'segment' ? each.steps : []))).toEqual([
      [1],
      [2],
      [3],
      ...Array.from({ length: 9 }, () => []),
      [4],
      [5],
      [],
      [],
      [6],
      [7],
    ]);
  });
});

describe('remarks', () => {
  it('names the frame that is sent again, and what was taken back', () => {
    const account = accountOf('lost-last-ack');
    expect(remark(account, 7, 'retransmission')).toMatchObject({ packet: 5, seconds: expect.closeTo(0.23) });
    expect(remark(account, 6, 'seemed')).toMatchObject({ side: 'server', state: 'CLOSED', packet: 7 });
    expect(remark(account, 7, 'taken-back')).toMatchObject({ side: 'server', state: 'CLOSED' });
    expect(line(account, 6).server.state).toBe('LAST_ACK');
    expect(remark(account, 5, 'two-msl')).toMatchObject({ side: 'client', until: 60.11e9, again: false });
    expect(remark(account, 7, 'two-msl')).toMatchObject({ side: 'client', until: 60.34e9, again: true });
  });

  it('tells the half-close with its data', () => {
    const account = accountOf('half-close-with-data');
    const over = account.lines.flatMap(({ remarks }) => remarks).find(({ name }) => name === 'half-close-over');
    expect(over).toMatchObject({ side: 'client', octets: 2000 });
  });

  it('tells probes, closed windows and keep-alives', () => {
    const probed = accountOf('zero-window-probe');
    expect(remark(probed, 5, 'zero-window')).toBeDefined();
    expect(remark(probed, 6, 'window-probe')).toBeDefined();
    expect(remark(probed, 10, 'window-opened')).toMatchObject({ seconds: expect.closeTo(0.86) });
    expect(remark(accountOf('keep-alive', true), 6, 'keep-alive')).toBeDefined();
  });

  it('tells of a SYN that met TIME_WAIT which segment of the old connection answered it, and that it is refused', () => {
    const told = accountsOf(scenario('time-wait-collision')).told.find(({ flow }) => flow.id === 2)!;
    expect(line(told, 8)).toMatchObject({ kind: 'event', moves: [] });
    expect(line(told, 8).remarks).toEqual([{ name: 'note', note: 'time-wait-collision' }]);
    expect(line(told, 9).remarks).toEqual([{ name: 'refuses-ack' }]);
  });

  it('tells an end that gives up, or has no socket any more, from one that aborts', () => {
    const namesOf = (name: string, packet: number) => line(accountOf(name), packet).remarks.map((each) => each.name);
    expect(namesOf('keepalive-in-vain', 8)).toEqual(['gives-up']);
    expect(namesOf('rst-after-2msl-elapsed', 7)).toEqual(['refuses', 'note']);
    expect(namesOf('rst-exact', 6)).toContain('aborts');
  });

  it('gives a timer that runs out a line of its own', () => {
    const { lines } = accountOf('time-wait-60-seconds');
    const event = lines.find(({ kind }) => kind === 'event')!;
    expect(event.moves).toMatchObject([{ from: 'TIME_WAIT', to: 'CLOSED', cause: '2MSL elapsed', packet: null }]);
  });
});

it('does not tell again what a connection was noted for before somebody looked', () => {
  const played = scenario('lost-handshake-ack');
  const tracker = new Tracker({ journal: true });
  const segment = new Segment();
  const packets = wirePackets(played).filter((wire) => wire !== null);
  let follower: Follower | null = null;
  for (const [i, wire] of packets.entries()) {
    fillSegment(segment, wire, i + 1);
    tracker.track(segment);
    if (follower !== null || !tracker.flows.find(1)!.row().notes.includes('synack-repeated')) continue;
    tracker.flows.visit((flow, place) => {
      follower = new Follower(flow);
      tracker.follow({ place, witness: follower });
    });
  }
  const { lines } = follower!.account(tracker.flows.find(1)!)!;
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.flatMap(({ remarks }) => remarks.filter(({ name }) => name === 'note'))).toEqual([]);
});

describe('bounds', () => {
  /** A connection in which `count` segments of data go one way, and an ACK follows each. */
  function transfer(count: number, options: Partial<AccountsOptions> = {}): Account {
    const octets = 100;
    const { accounts, tracker } = watched(options);
    const segment = new Segment();
    segment.window = 65_535;
    let packet = 0;
    const send = (fromClient: boolean, flags: number, seq: number, ack: number, length = 0): void => {
      Object.assign(segment, { packet: ++packet, time: packet * 1000, flags, seq, ack, length, ipVersion: 4 });
      Object.assign(segment, fromClient ? { source0: 1, destination0: 2 } : { source0: 2, destination0: 1 });
      Object.assign(segment, { sourcePort: fromClient ? 40_000 : 80, destinationPort: fromClient ? 80 : 40_000 });
      tracker.track(segment);
    };
    send(true, Flag.SYN, 0, 0);
    send(false, Flag.SYN | Flag.ACK, 0, 1);
    send(true, Flag.ACK, 1, 1);
    for (let i = 0; i < count; i++) {
      send(true, Flag.ACK, 1 + i * octets, 1, octets);
      send(false, Flag.ACK, 1, 1 + (i + 1) * octets);
    }
    tracker.finish();
    return accounts.told[0]!;
  }

  it('a long transfer is one line', () => {
    const { lines, segments } = transfer(20_000);
    expect(segments).toBe(40_003);
    expect(lines.map(({ kind }) => kind)).toEqual(['segment', 'segment', 'segment', 'fold']);
    expect(lines[3]).toMatchObject({
      sent: { client: { segments: 20_000, octets: 2_000_000 }, server: { segments: 20_000, octets: 0 } },
    });
  });

  it('of too many lines the middle is left out, and counted', () => {
    const { lines, segments } = transfer(2000, { unfolded: true, mostLines: 1000 });
    const omitted = lines.find(({ kind }) => kind === 'omitted');
    expect(lines).toHaveLength(1001);
    expect(omitted).toMatchObject({ segments: segments - 1000 });
    expect(lines.at(-1)!.packet).toBe(segments);
  });

  it('of many connections those are kept that stand first', () => {
    const { accounts, tracker } = watched({ most: 3, order: (a, b) => b.flow.id - a.flow.id });
    const segment = new Segment();
    for (let port = 1; port <= 100; port++) {
      Object.assign(segment, { packet: port, time: port, flags: Flag.SYN, source0: 1, destination0: 2 });
      Object.assign(segment, { sourcePort: port, destinationPort: 80 });
      tracker.track(segment);
    }
    tracker.finish();
    expect(accounts.told.map(({ flow }) => flow.id)).toEqual([100, 99, 98]);
    expect(accounts.surplus).toBe(97);
  });
});
