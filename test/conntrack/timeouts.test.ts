/** Timer profiles. */
import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES, PROFILES, timeouts } from '../../src/conntrack/timeouts.ts';

describe('timer profiles', () => {
  it.each([
    ['linux', 60, 60, 131, 63],
    ['rfc9293', 240, null, 180, 180],
    ['bsd', 60, 60, 75, 75],
    ['macos', 30, 60, 75, 75],
    ['windows', 120, 120, 21, 21],
    ['f5', 2, 300, 21, 21],
  ] as const)('%s: 2MSL %d s, FIN_WAIT_2 %s s', (profile, twoMsl, finTimeout, synRetries, synAckRetries) => {
    const lateness = profile === 'linux' ? 1.024 : 0;
    expect(timeouts({ profile })).toEqual({ twoMsl, lateness, finTimeout, synRetries, synAckRetries });
  });

  it('are Linux unless chosen otherwise', () => {
    expect(timeouts()).toEqual(timeouts({ profile: 'linux' }));
  });

  it('say where their values come from', () => {
    expect(Object.keys(PROFILES).sort()).toEqual([...PROFILE_NAMES].sort());
    for (const name of PROFILE_NAMES) expect(PROFILES[name].source.length).toBeGreaterThan(10);
  });

  it('yield to --msl and --fin-timeout', () => {
    expect(timeouts({ profile: 'windows', msl: 15 }).twoMsl).toBe(30);
    expect(timeouts({ profile: 'rfc9293', finTimeout: 5 })).toEqual({
      ...timeouts({ profile: 'rfc9293' }),
      finTimeout: 5,
    });
    expect(timeouts({ msl: 0 }).twoMsl).toBe(0);
    expect(timeouts({ msl: 0 }).lateness).toBe(0);
  });
});
