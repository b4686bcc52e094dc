/** The notation of test/scenarios: what it says, and what it refuses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Flag, Segment } from '../../src/decode/segment.ts';
import { parseScenario } from './scenario.ts';
import { fillSegment, wirePackets } from './scenario-segments.ts';

const handshake = `# A title
client [2001:db8::1]:1037
iss client 4294967295 server 7
msl 30

0.000  C > S  S   0:0 win 4096 <mss 1460, ts 5 0> | SYN_SENT -   # a remark
0.010  S > C  S.  0:0 ack 1                       | SYN_SENT? SYN_RCVD~
0.010  copy                                       | @1 SYN_SENT - | @2 none
1.5    -                                          | FIN_WAIT_2* CLOSED

expect
  handshake partial
  @2 closed nobody
`;

const words = (line: string): (() => unknown) => {
  return () => parseScenario(`# t\n${line}\n`);
};

describe('the notation', () => {
  const scenario = parseScenario(handshake);

  it('reads title, addresses, numbers and settings', () => {
    expect(scenario.title).toBe('A title');
    expect(scenario.address).toEqual({ C: '2001:db8::1', S: '10.0.0.2' });
    expect(scenario.port).toEqual({ C: 1037, S: 80 });
    expect(scenario.iss.get(1)).toEqual({ C: 4294967295, S: 7 });
    expect(scenario.settings).toEqual({ msl: '30' });
  });

  it('reads segments, copies and steps of time', () => {
    expect(scenario.lines.map(({ number, time, action }) => [number, time, action.kind])).toEqual([
      [6, 0, 'packet'],
      [7, 10_000_000, 'packet'],
      [8, 10_000_000, 'copy'],
      [9, 1_500_000_000, 'wait'],
    ]);
    expect(scenario.lines[0]!.action).toEqual({
      kind: 'packet',
      packet: {
        connection: 1,
        from: 'C',
        flags: 'S',
        range: [0, 0],
        ack: null,
        window: 4096,
        options: { mss: 1460, ts: [5, 0] },
        ipId: null,
      },
    });
  });

  it('reads the states of both ends, with their certainties', () => {
    const unknown = { state: null, certainty: null };
    expect(scenario.lines.map(({ expected }) => expected)).toEqual([
      [{ flow: 1, ends: { C: { state: 'SYN_SENT', certainty: 'seen' }, S: unknown } }],
      [
        {
          flow: 1,
          ends: { C: { state: 'SYN_SENT', certainty: 'inferred' }, S: { state: 'SYN_RCVD', certainty: 'presumed' } },
        },
      ],
      [
        { flow: 1, ends: { C: { state: 'SYN_SENT', certainty: 'seen' }, S: unknown } },
        { flow: 2, ends: null },
      ],
      [
        {
          flow: 1,
          ends: { C: { state: 'FIN_WAIT_2', certainty: 'timer' }, S: { state: 'CLOSED', certainty: 'seen' } },
        },
      ],
    ]);
  });

  it('reads the final remarks', () => {
    expect(scenario.remarks).toEqual([
      { number: 12, flow: 1, words: ['handshake', 'partial'] },
      { number: 13, flow: 2, words: ['closed', 'nobody'] },
    ]);
  });

  it.each([
    ['0.1  C > S  S  0:0', 'no states'],
    ['0.1  C > C  S  0:0 | - -', 'neither C > S'],
    ['0.1  C > S  Q  0:0 | - -', 'unknown flags'],
    ['0.1  C > S  .  0:0 | - -', 'go together'],
    ['0.1  C > S  S  ack 1 | - -', 'go together'],
    ['0.1  C > S  .  9:1 ack 1 | - -', 'backwards'],
    ['0.1  C > S  .  ack 1 <mss 3 | - -', 'options without an end'],
    ['0.1  C > S  .  ack 1 <magic 3> | - -', 'unknown option magic'],
    ['0.1  C > S  .  ack 1 | ESTAB -', 'no such state'],
    ['0.1  C > S  .  ack 1 | ESTABLISHED', 'not the states'],
    ['0.2  - | - -\n0.1  - | - -', 'time goes backwards'],
    ['hello', 'neither a segment nor a setting'],
  ])('refuses %s', (line, why) => {
    expect(words(line)).toThrow(why);
  });
});

describe('segments of a scenario', () => {
  it('count from the initial sequence numbers, modulo 2^32, and go on where the sender stopped', () => {
    const scenario = parseScenario(`# t
iss client 4294967295 server 7
0  C > S  S   0:0             | - -
0  S > C  S.  0:0 ack 1       | - -
0  C > S  P.  1:101 ack 1     | - -
0  C > S  F.  ack 1           | - -
0  C > S  .   ack 2           | - -
0  C > S  R   5:5             | - -
0  C > S  .   ack 2           | - -
`);
    const segment = new Segment();
    const seen = wirePackets(scenario).map((wire, i) => {
      fillSegment(segment, wire!, i + 1);
      return [segment.seq >>> 0, segment.ack >>> 0, segment.length, segment.flags];
    });
    expect(seen).toEqual([
      [4294967295, 0, 0, Flag.SYN],
      [7, 0, 0, Flag.SYN | Flag.ACK],
      [0, 8, 100, Flag.PSH | Flag.ACK],
      [100, 8, 0, Flag.FIN | Flag.ACK],
      [101, 9, 0, Flag.ACK],
      [4, 0, 0, Flag.RST],
      [101, 9, 0, Flag.ACK],
    ]);
  });

  it('have equal digests only when they are copies', () => {
    const scenario = parseScenario(`# t
0  C > S  S   0:0 | - -
0  copy           | - -
0  C > S  S   0:0 | - -
1  copy of 0      | - -
`);
    const digests = wirePackets(scenario).map((wire, i) => {
      const segment = new Segment();
      fillSegment(segment, wire!, i + 1);
      return segment.digest;
    });
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
    expect(digests[3]).toBe(digests[0]);
  });
});

describe('every file of test/scenarios', () => {
  const folder = join(import.meta.dirname, '../scenarios');
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

  it.each(files)('%s reads, has a title, and its packets build', (file) => {
    const scenario = parseScenario(readFileSync(join(folder, file), 'utf8'));
    expect(scenario.title.length).toBeGreaterThan(10);
    expect(wirePackets(scenario).some((wire) => wire !== null)).toBe(true);
  });
});
