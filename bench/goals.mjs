/** The goals for speed and memory that can be measured offline, each beside what was measured. */

const times = (value) => `${value.toFixed(2)} ×`;
const mebibytes = (octets) => `${(octets / 2 ** 20).toFixed(0)} MiB`;
const octets = (value) => `${value.toFixed(0)} octets`;
const microseconds = (seconds) => `${(seconds * 1e6).toFixed(2)} µs`;
const milliseconds = (seconds) => `${(seconds * 1e3).toFixed(0)} ms`;

const MiB = 2 ** 20;

/** [name by which parts give their figure, what it is, the most that it may be, how it is written] */
const GOALS = [
  ['busy / floor', 'busy, CPU / floor', 3, times],
  ['busy memory', 'busy, peak memory', 250 * MiB, mebibytes],
  ['busy / capinfos', 'busy, CPU / `capinfos -c`', 5, times],
  ['open / floor', 'open, CPU / floor', 5, times],
  ['web / floor', 'web, CPU / floor', 2, times],
  ['bulk / floor', 'bulk, CPU / floor', 1, times],
  ['bulk memory', 'bulk, peak memory', 70 * MiB, mebibytes],
  ['bulk / tcpdump', 'bulk, CPU / `tcpdump -r -w /dev/null`', 1, times],
  ['growth', 'a packet with 1 M connections / with 100 k', 1.3, times],
  ['flow', 'a tracked flow', 200, octets],
  ['flow with journal', 'a tracked flow with the journal', 400, octets],
  ['table row', 'a row of the table into a pipe', 0.5e-6, microseconds],
  ['NDJSON flow', 'a flow as NDJSON into a pipe', 2.5e-6, microseconds],
  ['start', 'start with a small file, CPU', 0.15, milliseconds],
];

/**
 * @param {ReadonlyMap<string, number>} figures
 * @returns {string[][]} cells: what, goal, result, whether it is met; only goals that were measured
 */
export function goalRows(figures) {
  return GOALS.filter(([name]) => figures.has(name)).map(([name, about, most, write]) => {
    const figure = figures.get(name);
    return [about, `≤ ${write(most)}`, write(figure), figure <= most ? 'met' : '**missed**'];
  });
}
