/** Compares with the tools of the field: captures that tcpdump made, converted by editcap and mergecap, read by tshark. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import { directoryOf, readAll } from '../support/capture-files.ts';

const FIXTURES = ['loopback.pcap.gz', 'any.pcap', 'two-interfaces.pcapng', 'vlan.pcap', 'leaky-server.pcap'].map(
  (name) => join(import.meta.dirname, '..', 'fixtures', name),
);

/** Adds to a title why a test is skipped, where a program is missing. */
const needs = (...programs: readonly string[]) => {
  const missing = programs.find((program) => spawnSync(program, ['--version']).error !== undefined);
  return { skip: missing !== undefined, why: missing === undefined ? '' : ` (skipped: ${missing} is not installed)` };
};

/** Each packet as tshark tells it: time with nanoseconds, captured and wire length. */
function byTshark(file: string): string[] {
  const fields = ['frame.time_epoch', 'frame.cap_len', 'frame.len'].flatMap((field) => ['-e', field]);
  const output = execFileSync('tshark', ['-n', '-r', file, '-T', 'fields', ...fields], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return output.trim().split('\n');
}

async function byUs(...files: readonly string[]): Promise<string[]> {
  const packets = await readAll(await openCapture(files));
  return packets.map(({ time, frame, wireLength }) => {
    const captured = / octets/.test(frame) ? Number.parseInt(frame, 10) : frame.length / 2;
    const nanoseconds = (time % 1_000_000_000n).toString().padStart(9, '0');
    return `${time / 1_000_000_000n}.${nanoseconds}\t${captured}\t${wireLength}`;
  });
}

const wireshark = needs('tshark', 'editcap', 'mergecap');

describe.skipIf(wireshark.skip)(`Wireshark's tools${wireshark.why}`, () => {
  it.each(FIXTURES.map((file) => [basename(file), file]))('read the same packets from %s', async (_, file) => {
    const expected = byTshark(file);
    expect(expected.length).toBeGreaterThan(10);
    expect(await byUs(file)).toEqual(expected);
  });

  it.each(['pcap', 'nsecpcap', 'modpcap', 'pcapng'])('write %s files that read the same', async (format) => {
    const file = join(directoryOf(), 'converted');
    execFileSync('editcap', ['-F', format, '-s', '90', FIXTURES[0]!, file]);
    expect(await byUs(file)).toEqual(byTshark(file));
  });

  it('split a capture into rotated files that read as one', async () => {
    const directory = directoryOf();
    execFileSync('editcap', ['-c', '7', FIXTURES[0]!, join(directory, 'part.pcapng')]);
    expect(await byUs(directory)).toEqual(byTshark(FIXTURES[0]!));
  });

  it('merge files as we do', async () => {
    const directory = directoryOf();
    const halves = ['odd', 'even'].map((name) => join(directory, name));
    const { length } = byTshark(FIXTURES[0]!);
    const numbers = Array.from({ length }, (_, i) => String(i + 1));
    for (const [i, half] of halves.entries()) {
      // editcap drops the packets that are named.
      execFileSync('editcap', [FIXTURES[0]!, half, ...numbers.filter((number) => Number(number) % 2 === i)]);
    }
    const merged = join(directory, 'merged');
    execFileSync('mergecap', ['-w', merged, ...halves]);
    expect(await byUs(...halves)).toEqual(byTshark(merged));
    expect(await byUs(...halves)).toHaveLength(length);
  });
});

const recording = recordingObstacle();

/** Why tcpdump cannot record here; empty where it can. */
function recordingObstacle(): string {
  const { skip, why } = needs('tcpdump');
  if (skip) return why;
  const trial = spawnSync('tcpdump', ['-i', 'lo', '-L']);
  return /permi/i.test(String(trial.stderr)) ? ' (skipped: this user may not record)' : '';
}

describe.skipIf(recording !== '')(`tcpdump into a pipe${recording}`, () => {
  it('shows packets while it runs', async () => {
    const server = createServer((socket) => socket.end('done')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const words = ['-i', 'lo', '-U', '-s', '128', '--time-stamp-precision=nano', '-w', '-', `tcp port ${port}`];
    const tcpdump = spawn('tcpdump', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    await once(tcpdump.stderr, 'data');
    const capture = await openCapture('-', { stdin: tcpdump.stdout });
    const batches = capture[Symbol.asyncIterator]();

    const first = batches.next();
    connect(port, '127.0.0.1').resume();
    const { value } = await first;
    expect(value.to).toBeGreaterThan(0);
    expect(Math.abs(Date.now() / 1000 - capture.epoch)).toBeLessThan(60);
    expect(tcpdump.exitCode).toBeNull();

    tcpdump.kill('SIGINT');
    let count = value.to - value.from;
    for (let next = await batches.next(); !next.done; next = await batches.next())
      count += next.value.to - next.value.from;
    expect(count).toBeGreaterThanOrEqual(1);
    expect(capture.warnings).toEqual([]);
    server.close();
  });
});
