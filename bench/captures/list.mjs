/** The captures of the benchmark, as a table. Seeds are fixed, so the octets are the same each time; what is there stays. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bulk } from './bulk.mjs';
import { allOpen, busy, tiny } from './busy.mjs';
import { byClient, cut, inTurn } from './pieces.mjs';
import { web } from './web.mjs';

/** Each capture: what is in it, how many of that, and how to write it. */
const CAPTURES = {
  busy: {
    about: '# connections in the order of a busy server, thousands open at a time',
    count: 1_000_000,
    write: busy,
  },
  open: { about: 'the same # connections, all open at once', count: 1_000_000, write: allOpen },
  web: { about: 'web traffic: # connections, ports reused, a third IPv6, losses', count: 162_000, write: web },
  bulk: { about: '# full frames of 13 connections', count: 2_000_000, write: bulk },
  'busy-tenth': { about: '# connections as in busy', count: 100_000, write: busy },
  'busy-fourfold': { about: '# connections as in busy', count: 4_000_000, write: busy, passing: true },
  tiny: { about: 'one connection of 10 packets', count: 50, write: tiny },
};

/** Captures that are another one in pieces. */
const FOLDERS = {
  'busy-rotated': { of: 'busy', pieces: 100, rule: inTurn },
  'busy-tenth-by-client': { of: 'busy-tenth', pieces: 1000, rule: byClient },
};

/** What the quick mode takes of everything. */
const SHARE = { full: 1, quick: 1 / 50 };

export const dataFolder = join(import.meta.dirname, '..', 'data');

/** The captures of one size, which are made when they are asked for. */
export class Captures {
  #size;

  /** @param {'full' | 'quick'} size */
  constructor(size) {
    this.#size = size;
    mkdirSync(dataFolder, { recursive: true });
  }

  /** So many, or so many octets, in this size. */
  scaled(count) {
    return Math.round(count * SHARE[this.#size]);
  }

  /** How many connections or frames a capture holds. */
  count(name) {
    return this.scaled(CAPTURES[name].count);
  }

  /** What is in a capture. */
  about(name) {
    return CAPTURES[name].about.replace('#', this.count(name).toLocaleString('en'));
  }

  /** How many packets a capture holds: that is noted beside it. */
  packets(name) {
    return Number(readFileSync(`${this.file(name)}.packets`, 'utf8'));
  }

  octets(name) {
    return statSync(this.file(name)).size;
  }

  /** The path of a capture, or of the folder that holds its pieces. */
  file(name) {
    const path = this.#path(name);
    if (existsSync(path)) return path;
    const begun = performance.now();
    if (name in FOLDERS) this.#cut(path, FOLDERS[name]);
    else writeFileSync(`${path}.packets`, String(CAPTURES[name].write(path, this.count(name))));
    console.error(`made ${path} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return path;
  }

  /** Removes a capture that is too large to lie about. */
  discard(name) {
    if (!CAPTURES[name].passing) return;
    rmSync(this.#path(name), { force: true });
    rmSync(`${this.#path(name)}.packets`, { force: true });
  }

  #path(name) {
    return join(dataFolder, name in FOLDERS ? `${name}-${this.#size}` : `${name}-${this.#size}.pcap`);
  }

  #cut(path, { of, pieces, rule }) {
    const unfinished = `${path}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    cut(this.file(of), unfinished, pieces, rule);
    renameSync(unfinished, path);
  }
}
