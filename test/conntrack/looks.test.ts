/** Each look is kept once, however many there are. */
import { describe, expect, it } from 'vitest';
import { LookBit, Looks, RETRANSMITTED } from '../../src/conntrack/looks.ts';
import { Note } from '../../src/conntrack/notes.ts';
import { StateCode } from '../../src/conntrack/states.ts';

/** As `Outcome` has them. */
const states = (client: StateCode, server: StateCode): number => client | (server << 4);

describe('looks', () => {
  it('are equal only where all three parts are', () => {
    const looks = new Looks();
    const parts: [kinds: number, notes: number, scope: number][] = [];
    for (let kinds = 0; kinds < 12; kinds++) {
      for (let notes = 0; notes < 12; notes++) {
        for (let scope = 0; scope < 12; scope++) parts.push([kinds | (kinds << 16), notes << kinds, scope]);
      }
    }
    const made = parts.map((each) => looks.of(...each));
    const names = new Set(parts.map((each) => each.join()));
    expect(looks.length).toBe(names.size);
    expect(new Set(made).size).toBe(names.size);
    expect(parts.map((each) => looks.of(...each))).toEqual(made);
    for (const [i, look] of made.entries()) {
      expect([looks.kinds[look], looks.notes[look], looks.scopes[look]]).toEqual(parts[i]);
    }
  });

  it('tell how much they ask of somebody, whatever else they are', () => {
    const looks = new Looks();
    const attention = (kinds: number, notes: number): number => looks.attention[looks.of(kinds, notes, 0)]!;
    const leak = states(StateCode.FIN_WAIT_2, StateCode.CLOSE_WAIT);
    const open = states(StateCode.ESTABLISHED, StateCode.ESTABLISHED);
    expect(attention(leak | LookBit.V6 | LookBit.EXTRAS, 0)).toBe(attention(leak, 0));
    expect(attention(leak, 0)).toBeGreaterThan(attention(open, RETRANSMITTED));
    expect(attention(open, RETRANSMITTED)).toBeGreaterThan(attention(open, 0));
    expect(attention(open, Note.refused)).toBeGreaterThan(attention(open, 0));
  });
});
