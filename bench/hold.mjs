/**
 * Tracks a capture, shows nothing of it, and prints how many flows it had and the most memory that was resident, in octets:
 * `node bench/hold.mjs <capture> [journal]`.
 */
import process from 'node:process';
import { inspect, openCapture, Tracker } from '../dist/src/index.js';

const [file, journal] = process.argv.slice(2);
const tracker = new Tracker({ journal: journal === 'journal' });
await inspect(await openCapture(file), tracker);
console.log(JSON.stringify({ flows: tracker.counters.flows, rss: process.resourceUsage().maxRSS * 1024 }));
