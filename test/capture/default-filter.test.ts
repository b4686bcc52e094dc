/** The default filter lets through whatever the decoder finds TCP in: libpcap itself decides. Needs tcpdump. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { defaultFilters } from '../../src/capture/default-filter.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import { decode } from '../decode/decode.ts';
import { pcapFile } from '../support/capture-files.ts';
import { ethernet, ipv4, ipv6, type Layer, tcp, udp, vlan } from '../support/frames.ts';
import { ah, extension, geneve, gre, gtpu, mpls, teredo, vxlan } from '../support/tunnels.ts';

const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };
const able = spawnSync('tcpdump', ['--version'], { env }).status === 0;
const FILE_HEADER = 24;

/** Whether tcpdump finds the filter true of the frame, on a link of that type. */
function passes(filter: string, frame: Uint8Array, linkType = 1): boolean {
  const input = pcapFile([{ time: 0n, frame }], { linkType });
  const { stdout, stderr, status } = spawnSync('tcpdump', ['-r', '-', '-w', '-', filter], { input, env });
  if (status !== 0) throw new Error(String(stderr));
  return stdout.length > FILE_HEADER;
}

const inner = ipv4(tcp());
const inner6 = ipv6(tcp());
const FORMS: readonly [string, Layer][] = [
  ['TCP', inner],
  ['TCP over IPv6', inner6],
  ['IPv6 with extension headers', ipv6(extension(0, tcp()))],
  ['the authentication header', ipv4(ah(tcp()))],
  ['IP in IP', ipv4(inner)],
  ['IPv6 in IP', ipv4(inner6)],
  ['IP in IPv6', ipv6(inner)],
  ['GRE', ipv4(gre(inner))],
  ['VXLAN', ipv4(vxlan(ethernet(inner), 42))],
  ['VXLAN as Linux does it', ipv4(vxlan(ethernet(inner), 42, 8472))],
  ['Geneve', ipv6(geneve(inner, 7))],
  ['GTP-U', ipv4(gtpu(inner, 1))],
  ['Teredo', ipv4(teredo(inner6))],
  ['MPLS', mpls(inner, 16)],
];

describe.skipIf(!able)('the default filter (needs tcpdump)', () => {
  const [filter = '', withoutTags = ''] = defaultFilters('eth0');

  it.each(FORMS)('lets %s through, behind no VLAN tag, one, or two', (_, layer) => {
    for (const frame of [ethernet(layer), ethernet(vlan(7, layer)), ethernet(vlan(8, vlan(7, layer)))]) {
      expect(decode(frame).verdict).toBe(Verdict.SEGMENT);
      expect(passes(filter, frame)).toBe(true);
    }
  });

  it('leaves the rest to the kernel', () => {
    const query = ipv4(udp(new Uint8Array(20), { destinationPort: 53 }));
    for (const layer of [query, vlan(7, query)]) expect(passes(filter, ethernet(layer))).toBe(false);
  });

  it('has a form for link types that know no tags', () => {
    const [, raw] = [1, 101];
    expect(() => passes(filter, inner.bytes, raw)).toThrow('no VLAN support');
    expect(passes(withoutTags, inner.bytes, raw)).toBe(true);
    expect(defaultFilters('any')).toEqual([withoutTags]);
  });
});
