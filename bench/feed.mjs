/** Writes a bulk capture of so many octets to standard output, and the CPU seconds that it took to standard error. */
import { openSync } from 'node:fs';
import process from 'node:process';
import { bulk, bulkFrames } from './captures/bulk.mjs';

// Opened anew, it waits for a reader that is slower; the descriptor that was inherited may refuse instead.
bulk(openSync('/dev/stdout', 'w'), bulkFrames(Number(process.argv[2])));
const { user, system } = process.cpuUsage();
console.error(String((user + system) / 1e6));
