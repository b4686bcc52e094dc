/** The same frames, read by tshark: a second opinion from an independent decoder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/decode/address.ts';
import type { Segment } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import {
  bytes,
  ethernet,
  ipv4,
  ipv6,
  mss,
  nop,
  sack,
  sackPermitted,
  type TcpFields,
  tcp,
  timestamps,
  wscale,
} from '../support/frames.ts';
import { LINK_FORMS } from '../support/links.ts';
import { DIFFERENT_SCOPES, NO_SCOPE } from '../support/scopes.ts';
import { extension } from '../support/tunnels.ts';
import { decode } from './decode.ts';

const isInstalled = spawnSync('tshark', ['--version']).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'tcpstate-decode-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Sample {
  readonly linkType: number;
  readonly frame: Uint8Array;
}

const little = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];

/** A pcapng file with one interface for each link type. */
function pcapng(samples: readonly Sample[]): Uint8Array {
  const linkTypes = [...new Set(samples.map((sample) => sample.linkType))];
  const block = (type: number, body: Uint8Array): Uint8Array => {
    const padding = (4 - (body.length % 4)) % 4;
    const length = little(12 + body.length + padding);
    return bytes(little(type), length, body, new Uint8Array(padding), length);
  };
  return Buffer.concat([
    block(0x0a0d0d0a, bytes(little(0x1a2b3c4d), [1, 0, 0, 0], new Uint8Array(8).fill(0xff))),
    ...linkTypes.map((linkType) => block(1, bytes(little(linkType), little(0)))),
    ...samples.map(({ linkType, frame }) => {
      const length = little(frame.length);
      return block(6, bytes(little(linkTypes.indexOf(linkType)), little(0), little(1), length, length, frame));
    }),
  ]);
}

const FIELDS = [
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.window_size_value',
  'tcp.len',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
] as const;

/** One row of fields for each frame, the innermost occurrence of each. */
function tshark(samples: readonly Sample[]): string[][] {
  const file = join(directory, 'frames.pcapng');
  writeFileSync(file, pcapng(samples));
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const args = ['-n', '-r', file, '-o', 'vxlan.udp.port:4789,8472', '-T', 'fields', '-E', 'occurrence=l', ...fields];
  const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
}

/** The same fields of ours, in tshark's spelling. */
function fieldsOf(segment: Segment): string[] {
  const { ipVersion, source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
    segment;
  const addresses = [
    formatAddress(ipVersion, source0, source1, source2, source3),
    formatAddress(ipVersion, destination0, destination1, destination2, destination3),
  ];
  const unless = (absent: boolean, value: number): string => (absent ? '' : String(value >>> 0));
  return [
    String(segment.sourcePort),
    String(segment.destinationPort),
    String(segment.seq >>> 0),
    String(segment.ack >>> 0),
    `0x${segment.flags.toString(16).padStart(4, '0')}`,
    String(segment.window),
    String(segment.length),
    unless(segment.hasTimestamps === 0, segment.tsVal),
    unless(segment.hasTimestamps === 0, segment.tsEcr),
    unless(segment.mss === -1, segment.mss),
    unless(segment.windowScale === -1, segment.windowScale),
    ...(ipVersion === 4 ? [...addresses, '', ''] : ['', '', ...addresses]),
  ];
}

function expectAgreement(samples: readonly (Sample & { readonly name: string })[]): void {
  const theirs = tshark(samples);
  expect(theirs).toHaveLength(samples.length);
  for (const [i, { name, linkType, frame }] of samples.entries()) {
    const { verdict, segment } = decode(frame, { linkType });
    const ours = fieldsOf(segment);
    // Of a tunnel, tshark also gives the outer addresses of the other IP version.
    const row = theirs[i]!.map((value, field) => (field >= 11 && ours[field] === '' ? '' : value));
    expect.soft({ name, verdict, fields: ours }).toEqual({ name, verdict: Verdict.SEGMENT, fields: row });
  }
}

const SYN: TcpFields = {
  seq: 0xfffffff0,
  ack: 3,
  flags: 'S.',
  window: 4321,
  payload: 5,
  options: [mss(1400), wscale(7)],
};

// Skipped where tshark is not installed: there is nothing to compare with.
describe.skipIf(!isInstalled)('tshark agrees', () => {
  it('on every link type', () => {
    const forms = LINK_FORMS.filter((form) => form.tsharkDiffers === undefined);
    const samples = forms.flatMap(({ name, linkType, build, only }) => [
      ...(only === 6 ? [] : [{ name, linkType, frame: build(ipv4(tcp(SYN))) }]),
      ...(only === 4 ? [] : [{ name: `${name}, IPv6`, linkType, frame: build(ipv6(tcp(SYN))) }]),
    ]);
    expectAgreement(samples);
  });

  it('on every VLAN and tunnel', () => {
    const forms = [...DIFFERENT_SCOPES, ...NO_SCOPE].filter((form) => form.tsharkDiffers === undefined);
    const samples = forms.flatMap(({ name, frame }) =>
      (['there', 'back'] as const).map((direction) => ({ name, linkType: 1, frame: frame(direction) })),
    );
    expectAgreement(samples);
  });

  it('on padding, options, extension headers', () => {
    const packets = [
      ethernet(ipv4(tcp()), { minimum: 60 }),
      ethernet(ipv4(tcp({ payload: 2000 }), { totalLength: 0 })),
      ethernet(ipv4(tcp({ payload: 3 }), { options: [148, 4, 0, 0] })),
      ethernet(ipv6(extension(0, extension(60, tcp({ payload: 3 }))))),
      ethernet(ipv6(extension(43, tcp({ payload: 3 }), [4, 0, ...new Array<number>(20).fill(0)]))),
    ];
    expectAgreement(packets.map((frame, i) => ({ name: `packet ${i}`, linkType: 1, frame })));
  });

  it('on segments with any fields', () => {
    const uint32 = fc.nat(0xffffffff);
    const options = fc.constantFrom<(readonly number[])[]>(
      [],
      [nop, nop, [8, 10, 0xff, 0, 0, 1, 0x80, 0, 0, 2]],
      [timestamps(7, 8), nop, nop, sack(1, 2)],
      [sackPermitted, nop, nop],
    );
    const fields = fc.record({
      sourcePort: fc.nat(65535),
      destinationPort: fc.nat(65535),
      seq: uint32,
      ack: uint32,
      flags: fc.nat(0x1ff),
      window: fc.nat(65535),
      payload: fc.nat(1400),
      options,
    });
    const samples = fc.sample(fc.tuple(fields, fc.boolean()), { numRuns: 300, seed: 7 });
    expectAgreement(
      samples.map(([field, isV6], i) => {
        const segment = tcp(field);
        return { name: `sample ${i}`, linkType: 1, frame: ethernet(isV6 ? ipv6(segment) : ipv4(segment)) };
      }),
    );
  });
});
