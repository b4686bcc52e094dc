import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, formatAddress, parseAddress } from '../../src/decode/address.ts';

function format(address: Address | null): string | null {
  return address && formatAddress(address.version, address.w0, address.w1, address.w2, address.w3);
}

const word = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, 1, 0xffff, 0x10000, -1));

describe('formatAddress', () => {
  it.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['::ffff:c000:0201', '::ffff:192.0.2.1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['fe80::1', 'fe80::1'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
  ])('writes %s as %s (RFC 5952)', (text, canonical) => {
    expect(format(parseAddress(text))).toBe(canonical);
  });

  it('writes what parseAddress and Node read back', () => {
    fc.assert(
      fc.property(word, word, word, word, (w0, w1, w2, w3) => {
        const v6 = formatAddress(6, w0, w1, w2, w3);
        expect(isIP(v6)).toBe(6);
        expect(parseAddress(v6)).toEqual({ version: 6, w0, w1, w2, w3 });
        const v4 = formatAddress(4, w0, 0, 0, 0);
        expect(isIP(v4)).toBe(4);
        expect(parseAddress(v4)).toEqual({ version: 4, w0, w1: 0, w2: 0, w3: 0 });
      }),
    );
  });

  it('agrees with the URL standard on how an IPv6 address is shortened', () => {
    fc.assert(
      fc.property(word, word, word, word, (w0, w1, w2, w3) => {
        fc.pre(!(w0 === 0 && w1 === 0 && w2 === 0xffff)); // dotted by RFC 5952, not in a URL
        const text = formatAddress(6, w0, w1, w2, w3);
        expect(`[${text}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
    );
  });
});

describe('parseAddress', () => {
  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.-4',
    '1.2.3.4 ',
    '1.2.3.x',
    '::1::',
    ':::',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    '::1.2.3.4:5',
    'fe80::1%eth0',
    '[::1]',
    '::1/64',
  ])('takes %j for no address', (text) => {
    expect(isIP(text) === 0 || text.includes('%')).toBe(true);
    expect(parseAddress(text)).toBeNull();
  });
});
