/** Reads this host's sockets twice, joins them with their processes and asks every rule, as `tcpstate diagnose` does; prints what that cost as JSON. */
import process from 'node:process';
import { HOST_RULES } from '../../dist/src/host/findings/list.js';
import { HostView } from '../../dist/src/host/host-view.js';
import { findOwners } from '../../dist/src/host/owners.js';
import { openSocketTable } from '../../dist/src/host/socket-table.js';

const reader = await openSocketTable();
const rss = process.memoryUsage().rss;
const costs = {};

function timed(what, work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  costs[what] = (user + system) / 1e6;
  return result;
}

const began = Date.now();
const first = timed('first look', () => reader.read());
const last = timed('second look', () => reader.read());
const waiting = last.sockets.filter(({ state }) => state === 'CLOSE_WAIT');
const owners = timed('owners', () => findOwners(new Set(waiting.map(({ inode }) => inode)), () => false));
const findings = timed('rules', () => {
  const times = { apart: (Date.now() - began) / 1e3, took: 0.5, now: Date.now() * 1e6 };
  const view = new HostView(first, last, owners, times);
  return HOST_RULES.flatMap(({ find }) => find(view));
});
const memory = process.resourceUsage().maxRSS * 1024 - rss;
const leaked = findings.reduce((sum, { id, count }) => sum + (id === 'close-wait' ? count : 0), 0);
console.log(JSON.stringify({ sockets: last.sockets.length, leaked, costs, memory }));
