import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import { TcpstateError } from '../../src/errors.ts';
import {
  captureFromChunks,
  concat,
  directoryOf,
  expected,
  frameOf,
  pcapFile,
  pcapngFile,
  readAll,
} from '../support/capture-files.ts';

const PACKETS = Array.from({ length: 3 }, (_, i) => ({ time: BigInt(i) * 1_000_000n, frame: frameOf(60, i) }));
const PCAP = pcapFile(PACKETS);
const BUILT = new URL('../../dist/src/capture/open.js', import.meta.url);
const text = (content: string) => new TextEncoder().encode(content);

async function errorOf(opening: Promise<unknown>): Promise<TcpstateError> {
  const error = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TcpstateError);
  return error as TcpstateError;
}

describe('what is no capture', () => {
  const READABLE = 'tcpstate reads pcap and pcapng files, also compressed with gzip';

  it.each([
    ['nothing', 'x', new Uint8Array(0), 'x is not a capture: it is empty', READABLE],
    [
      'text',
      'x',
      text('10:00 IP a > b: Flags [S]\n'),
      'x is not a capture: it looks like text',
      `${READABLE}; to write one: tcpdump -i any -w capture.pcap tcp`,
    ],
    ['zeros', 'x', new Uint8Array(100), 'x is not a capture: it looks like nothing but zeros', READABLE],
    ['data', 'x', frameOf(100), 'x is not a capture: it looks like data of another kind', READABLE],
    [
      'snoop',
      'x',
      text('snoop\0\0\0\0\0\0\x02'),
      'x is not a capture: it looks like a snoop capture',
      'editcap -F pcapng - - < x | tcpstate analyze -',
    ],
    [
      'zstd',
      'x.zst',
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0),
      'x.zst is not a capture: it looks like zstd-compressed data',
      'zstd -dc < x.zst | tcpstate analyze -',
    ],
    [
      'ERF',
      'x.erf',
      frameOf(100),
      'x.erf is not a capture: it looks like an ERF capture',
      'editcap -F pcapng - - < x.erf | tcpstate analyze -',
    ],
    [
      'gzip of text',
      'x.gz',
      gzipSync('a log'),
      'x.gz holds no capture: it is gzip of text',
      `${READABLE}; to write one: tcpdump -i any -w capture.pcap tcp`,
    ],
    ['gzip of nothing', 'x.gz', gzipSync(''), 'x.gz holds no capture: it is gzip of nothing', READABLE],
    [
      'gzip twice',
      'x.gz',
      gzipSync(gzipSync(PCAP)),
      'x.gz holds no capture: it is gzip of data compressed twice',
      'gzip -dc < x.gz | tcpstate analyze -',
    ],
    ['half a header', 'x', PCAP.subarray(0, 20), 'x is cut off in the middle of its file header', undefined],
  ])('says so of %s', async (_, name, content, message, hint) => {
    const path = join(directoryOf({ [name]: content }), name);
    const error = await errorOf(openCapture(path));
    expect(error.code).toBe('not-a-capture');
    expect(error.message).toBe(message.replace(name, path));
    expect(error.hint).toBe(hint?.replace(`< ${name} `, `< ${path} `));
  });

  it('is an error even beside captures, before any is read', async () => {
    const directory = directoryOf({ 'a.pcap': PCAP, 'b.txt': text('text') });
    const error = await errorOf(openCapture([join(directory, 'a.pcap'), join(directory, 'b.txt')]));
    expect(error.message).toMatch(/b\.txt is not a capture: it looks like text$/);
  });

  it('may be a name that does not exist', async () => {
    expect(await errorOf(openCapture('no/such.pcap'))).toMatchObject({
      code: 'not-found',
      message: 'cannot read no/such.pcap: no such file',
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    'may be a file that others may not read (skipped for root, who may)',
    async () => {
      const directory = directoryOf({ open: PCAP, secret: PCAP });
      const secret = join(directory, 'secret');
      chmodSync(secret, 0);
      expect(await errorOf(openCapture(secret))).toMatchObject({
        code: 'not-readable',
        message: `cannot read ${secret}: permission denied`,
        hint: `sudo cat ${secret} | tcpstate analyze -`,
      });
      const capture = await openCapture(directory);
      expect(await readAll(capture)).toEqual(expected(PACKETS));
      expect(capture.warnings).toEqual([
        expect.stringMatching(/secret: cannot be read on at byte 0 .*EACCES.*; it is left out$/),
      ]);
    },
  );

  it('may be no name at all, or standard input twice', async () => {
    expect((await errorOf(openCapture([]))).code).toBe('bad-option');
    expect((await errorOf(openCapture(['-', '-']))).message).toBe('standard input (-) is named twice');
  });

  it('is told of standard input when that is read', async () => {
    const capture = await captureFromChunks(text('no capture'));
    expect((await errorOf(readAll(capture))).message).toBe('standard input is not a capture: it looks like text');
    const snoop = await captureFromChunks(text('snoop\0\0\0'));
    expect((await errorOf(readAll(snoop))).hint).toBe('… | editcap -F pcapng - - | tcpstate analyze -');
  });

  it('is quoted for the shell', async () => {
    const path = join(directoryOf({ "it's.xz": Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) }), "it's.xz");
    expect((await errorOf(openCapture(path))).hint).toMatch(/^xz -dc < '\/.*\/it'\\''s\.xz' \| tcpstate analyze -$/);
  });
});

describe('a directory', () => {
  it('means the captures in it, recognised by content', async () => {
    const directory = directoryOf({
      'b.pcap': pcapFile([{ time: 2_000_000_000n, frame: frameOf(2) }]),
      a: gzipSync(pcapngFile([{ time: 1_000_000_000n, frame: frameOf(1) }])),
      'notes.pcap': text('not a capture'),
      empty: new Uint8Array(0),
    });
    mkdirSync(join(directory, 'below'));
    writeFileSync(join(directory, 'below', 'c.pcap'), PCAP);
    const capture = await openCapture(directory);
    expect((await readAll(capture)).map(({ time }) => time)).toEqual([1_000_000_000n, 2_000_000_000n]);
    expect(capture.name).toBe(directory);
    expect(capture.warnings).toEqual([]);
    expect(capture.progress.read).toBe(capture.progress.total);
  });

  it('may hold a single capture', async () => {
    const capture = await openCapture(directoryOf({ 'x.pcap': PCAP }));
    expect(await readAll(capture)).toEqual(expected(PACKETS));
  });

  it('is an error without captures', async () => {
    for (const directory of [directoryOf(), directoryOf({ log: text('text'), more: text('more') })]) {
      expect(await errorOf(openCapture([directory]))).toMatchObject({
        code: 'not-a-capture',
        message: `there is no capture in directory ${directory}`,
      });
    }
  });
});

describe('progress', () => {
  it('counts the octets of files, compressed ones as they are', async () => {
    const packed = gzipSync(PCAP);
    const directory = directoryOf({ a: PCAP, b: packed });
    const capture = await openCapture([join(directory, 'a'), join(directory, 'b')]);
    const total = PCAP.length + packed.length;
    expect(capture.progress).toEqual({ read: 0, total });
    await readAll(capture);
    expect(capture.progress).toEqual({ read: total, total });
    expect(capture.name).toBe(`${join(directory, 'a')}, ${join(directory, 'b')}`);
  });

  it('has no total for standard input', async () => {
    const capture = await captureFromChunks(PCAP);
    await readAll(capture);
    expect(capture.progress).toEqual({ read: PCAP.length, total: null });
  });
});

describe('standard input', () => {
  it('gives packets as soon as they are there', async () => {
    const stdin = new PassThrough();
    const capture = await openCapture('-', { stdin });
    const batches = capture[Symbol.asyncIterator]();
    let arriving = PCAP.subarray(0, 24);
    for (const [i, { frame }] of PACKETS.entries()) {
      stdin.write(concat(arriving, PCAP.subarray(24 + i * 76, 24 + (i + 1) * 76)));
      arriving = new Uint8Array(0);
      const { value } = await batches.next();
      expect(value.to - value.from).toBe(1);
      expect(value.bytes.subarray(value.start[0], value.end[0])).toEqual(frame);
    }
    stdin.end();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
    expect(capture.warnings).toEqual([]);
  });

  it.skipIf(!existsSync(BUILT))('can be a pipe from another program, or a file (needs the built program)', async () => {
    const directory = directoryOf({ 'x.pcap': PCAP });
    const program = `
      import { openCapture } from ${JSON.stringify(BUILT.href)};
      const capture = await openCapture('-');
      let count = 0;
      for await (const batch of capture) count += batch.to - batch.from;
      console.log(JSON.stringify([count, capture.progress, capture.warnings]));`;
    writeFileSync(join(directory, 'count.mjs'), program);
    const run = (command: string) =>
      new Promise<string>((resolve) => {
        const child = spawn('sh', ['-c', command], { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.on('data', (chunk) => {
          output += chunk;
        });
        child.on('close', () => resolve(output.trim()));
      });
    const node = `'${process.execPath}' count.mjs`;
    const { length } = PCAP;
    expect(await run(`cat x.pcap | ${node}`)).toBe(`[3,{"read":${length},"total":null},[]]`);
    expect(await run(`${node} < x.pcap`)).toBe(`[3,{"read":${length},"total":${length}},[]]`);
  });

  it('tells of an error in the stream after what came before', async () => {
    const stdin = new PassThrough();
    const capture = await openCapture('-', { stdin });
    stdin.write(PCAP);
    const batches = capture[Symbol.asyncIterator]();
    expect((await batches.next()).done).toBe(false);
    stdin.destroy(new Error('pipe broke'));
    expect((await batches.next()).done).toBe(true);
    expect(capture.warnings).toEqual([
      `standard input: cannot be read on at byte ${PCAP.length} (pipe broke); everything before it is reported`,
    ]);
  });
});

describe('close', () => {
  it('ends the wait for standard input quietly, at any time', async () => {
    for (const before of [0, 10, 24, 24 + 76, 24 + 80, PCAP.length]) {
      for (const packed of [false, true]) {
        const stdin = new PassThrough();
        const capture = await openCapture('-', { stdin });
        if (before > 0) stdin.write(packed ? gzipSync(PCAP).subarray(0, before) : PCAP.subarray(0, before));
        setImmediate(() => setImmediate(() => capture.close()));
        await readAll(capture);
        expect(capture.warnings).toEqual([]);
        expect(stdin.destroyed).toBe(true);
      }
    }
  });

  it('ends the reading of files between two batches', async () => {
    const many = pcapFile(Array.from({ length: 5000 }, (_, i) => ({ time: BigInt(i), frame: frameOf(60) })));
    const directory = directoryOf({ a: many, b: many, c: gzipSync(many) });
    for (const inputs of [['a'], ['c'], ['a', 'b', 'c']]) {
      const capture = await openCapture(inputs.map((name) => join(directory, name)));
      let batches = 0;
      for await (const batch of capture) {
        expect(batch.to).toBeGreaterThan(batch.from);
        batches++;
        capture.close();
      }
      expect(batches).toBe(1);
      expect(capture.warnings).toEqual([]);
      capture.close();
    }
  });

  it('may come before the first batch', async () => {
    const capture = await openCapture(join(directoryOf({ a: PCAP }), 'a'));
    capture.close();
    expect(await readAll(capture)).toEqual([]);
  });

  it('is not needed after a loop that was left early', async () => {
    const stdin = new PassThrough();
    stdin.write(PCAP);
    const capture = await openCapture('-', { stdin });
    for await (const batch of capture) if (batch.to > 0) break;
    expect(stdin.destroyed).toBe(true);
  });

  it('is heard while a long file is read', async () => {
    const long = pcapFile(Array.from({ length: 5000 }, () => ({ time: 0n, frame: frameOf(60) })));
    const capture = await openCapture(join(directoryOf({ long }), 'long'));
    setImmediate(() => capture.close());
    let batches = 0;
    for await (const batch of capture) {
      // Work that takes its time, and never waits for anything.
      const until = performance.now() + (batch.to > 0 ? 20 : 0);
      while (performance.now() < until);
      batches++;
    }
    expect(batches).toBeGreaterThan(0);
    expect(batches).toBeLessThanOrEqual(3);
  });
});
