/**
 * Conversations as text: one segment a line, with the states of both endpoints beside it. The grammar is described in
 * test/scenarios/README.md; here it is read into plain objects.
 */
import type { Certainty } from '../../src/conntrack/certainty.ts';
import { STATES, type State } from '../../src/conntrack/states.ts';

/** The two ends of a conversation: C is written on the left. */
export type Side = 'C' | 'S';

/** A segment as written: sequence numbers count from the initial ones of connection `connection`. */
export interface Packet {
  readonly connection: number;
  readonly from: Side;
  /** Letters of tcpdump; empty for no flag at all. */
  readonly flags: string;
  /** First and one past the last octet of payload; null where the sender simply goes on. */
  readonly range: readonly [from: number, to: number] | null;
  readonly ack: number | null;
  readonly window: number;
  readonly options: Options;
  readonly ipId: number | null;
}

export interface Options {
  readonly mss?: number;
  readonly wscale?: number;
  readonly sack?: true;
  readonly tfo?: true;
  readonly ts?: readonly [value: number, echo: number];
  /** A SACK block over octets of the other side that came twice: first, and one past the last. */
  readonly dsack?: readonly [from: number, to: number];
}

/** What an endpoint must show. */
export interface Shown {
  readonly state: State | null;
  readonly certainty: Certainty | null;
}

/** What a flow must show after a line; `ends` is null where there must be no such flow. */
export interface Expected {
  readonly flow: number;
  readonly ends: Readonly<Record<Side, Shown>> | null;
}

export type Action =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | { readonly kind: 'copy'; readonly of: number | null }
  | { readonly kind: 'wait' };

export interface Line {
  /** In the file, from 1. */
  readonly number: number;
  /** Nanoseconds. */
  readonly time: number;
  readonly action: Action;
  readonly expected: readonly Expected[];
}

/** One remark of the `expect` block: `@2 timer client 2msl 60` is `{ flow: 2, words: ['timer', 'client', …] }`. */
export interface Remark {
  readonly number: number;
  readonly flow: number;
  readonly words: readonly string[];
}

export interface Scenario {
  readonly title: string;
  readonly address: Readonly<Record<Side, string>>;
  readonly port: Readonly<Record<Side, number>>;
  /** Initial sequence numbers that the file fixes, by connection. */
  readonly iss: ReadonlyMap<number, Readonly<Partial<Record<Side, number>>>>;
  /** `profile`, `msl`, `fin-timeout`, `rfc1337`, as written. */
  readonly settings: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
  readonly remarks: readonly Remark[];
}

const SETTINGS = new Set(['profile', 'msl', 'fin-timeout', 'rfc1337']);
const MARKS: Readonly<Record<string, Certainty>> = { '': 'seen', '~': 'presumed', '?': 'inferred', '*': 'timer' };
const STATE_NAMES: ReadonlySet<string> = new Set(STATES);

/** Reads a scenario; throws with the file's line number where the text is wrong. */
export function parseScenario(text: string): Scenario {
  const address: Record<Side, string> = { C: '10.0.0.1', S: '10.0.0.2' };
  const port: Record<Side, number> = { C: 40000, S: 80 };
  const iss = new Map<number, Partial<Record<Side, number>>>();
  const settings: Record<string, string> = {};
  const lines: Line[] = [];
  const remarks: Remark[] = [];
  let title = '';
  let inExpect = false;

  text.split('\n').forEach((raw, index) => {
    const number = index + 1;
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (title === '' && raw.startsWith('#')) title = raw.replace(/^#\s*/, '').trim();
    if (line === '') return;
    const wrong = (what: string): never => {
      throw new Error(`line ${number}: ${what}: ${raw.trim()}`);
    };
    const words = line.split(/\s+/);
    const [first = '', second = ''] = words;
    if (inExpect) remarks.push(remark(words, number));
    else if (line === 'expect') inExpect = true;
    else if (/^\d/.test(first)) lines.push(parseLine(line, number, lines.at(-1)?.time ?? 0, wrong));
    else if (first === 'client' || first === 'server') {
      const [, host, service] = /^(.+):(\d+)$/.exec(second) ?? wrong('not address:port');
      address[sideOf(first)] = host!.replace(/^\[|\]$/g, '');
      port[sideOf(first)] = Number(service);
    } else if (first === 'iss') parseIss(words.slice(1), iss, wrong);
    else if (SETTINGS.has(first)) settings[first] = second;
    else wrong('neither a segment nor a setting');
  });
  if (lines.length === 0) throw new Error('a scenario without lines');
  return { title, address, port, iss, settings, lines, remarks };
}

function sideOf(role: string): Side {
  return role === 'client' ? 'C' : 'S';
}

function remark(words: readonly string[], number: number): Remark {
  const label = /^@(\d+)$/.exec(words[0]!);
  return label ? { number, flow: Number(label[1]), words: words.slice(1) } : { number, flow: 1, words };
}

type Wrong = (what: string) => never;

function parseIss(words: readonly string[], iss: Map<number, Partial<Record<Side, number>>>, wrong: Wrong): void {
  const label = /^@(\d+)$/.exec(words[0] ?? '');
  const connection = label ? Number(label[1]) : 1;
  const numbers = iss.get(connection) ?? {};
  const rest = label ? words.slice(1) : words;
  for (let i = 0; i < rest.length; i += 2) {
    if (!/^(client|server)$/.test(rest[i]!) || !/^\d+$/.test(rest[i + 1] ?? '')) wrong('not `iss client N server N`');
    numbers[sideOf(rest[i]!)] = Number(rest[i + 1]);
  }
  iss.set(connection, numbers);
}

function parseLine(line: string, number: number, before: number, wrong: Wrong): Line {
  const [left = '', ...cells] = line.split('|');
  const [clock = '', ...words] = left.trim().split(/\s+/);
  if (!/^\d+(\.\d+)?$/.test(clock)) wrong('not a time');
  const time = Math.round(Number(clock) * 1e9);
  if (time < before && words.at(-1) !== 'late') wrong('time goes backwards (say `late` if it must)');
  if (words.at(-1) === 'late') words.pop();
  const action = parseAction(words, wrong);
  const own = action.kind === 'packet' ? action.packet.connection : 1;
  if (cells.length === 0) wrong('no states');
  return { number, time, action, expected: cells.map((cell) => parseCell(cell, own, wrong)) };
}

function parseAction(words: string[], wrong: Wrong): Action {
  if (words.length === 1 && words[0] === '-') return { kind: 'wait' };
  if (words[0] === 'copy') {
    if (words.length === 1) return { kind: 'copy', of: null };
    if (words.length === 3 && words[1] === 'of') return { kind: 'copy', of: Math.round(Number(words[2]) * 1e9) };
    wrong('neither `copy` nor `copy of TIME`');
  }
  return { kind: 'packet', packet: parsePacket(words, wrong) };
}

function parsePacket(words: string[], wrong: Wrong): Packet {
  const label = /^@(\d+)$/.exec(words[0] ?? '');
  const [from, arrow, to, flags = '', ...fields] = label ? words.slice(1) : words;
  if ((from !== 'C' && from !== 'S') || arrow !== '>' || (to !== 'C' && to !== 'S') || from === to)
    return wrong('neither C > S nor S > C');
  if (!/^([SFRPUEWA.]+|none)$/.test(flags)) wrong('unknown flags');
  let range: [number, number] | null = null;
  let ack: number | null = null;
  let window = 65535;
  let ipId: number | null = null;
  let options: Options = {};
  const integer = (text: string | undefined): number =>
    text !== undefined && /^-?\d+$/.test(text) ? Number(text) : wrong('not a number');
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    if (/^-?\d+:-?\d+$/.test(field)) {
      const [start, end] = field.split(':').map(Number);
      range = [start!, end!];
      if (range[1] < range[0]) wrong('an empty range backwards');
    } else if (field === 'ack') ack = integer(fields[++i]);
    else if (field === 'win') window = integer(fields[++i]);
    else if (field === 'id') ipId = integer(fields[++i]);
    else if (field.startsWith('<')) {
      const close = fields.findIndex((it, at) => at >= i && it.endsWith('>'));
      if (close < 0) wrong('options without an end');
      options = parseOptions(
        fields
          .slice(i, close + 1)
          .join(' ')
          .slice(1, -1),
        wrong,
      );
      i = close;
    } else wrong(`unknown field ${field}`);
  }
  if (flags.includes('.') !== (ack !== null)) wrong('the ACK flag `.` and `ack N` go together');
  const connection = label ? Number(label[1]) : 1;
  return { connection, from, flags: flags === 'none' ? '' : flags, range, ack, window, options, ipId };
}

function parseOptions(text: string, wrong: Wrong): Options {
  const options: { -readonly [K in keyof Options]: Options[K] } = {};
  for (const part of text.split(',')) {
    const [name, ...values] = part.trim().split(/\s+/);
    const numbers = values.map(Number);
    if (name === 'mss') options.mss = numbers[0]!;
    else if (name === 'wscale') options.wscale = numbers[0]!;
    else if (name === 'ts') options.ts = [numbers[0]!, numbers[1]!];
    else if (name === 'dsack') options.dsack = [numbers[0]!, numbers[1]!];
    else if (name === 'sack') options.sack = true;
    else if (name === 'tfo') options.tfo = true;
    else wrong(`unknown option ${name}`);
  }
  return options;
}

function parseCell(cell: string, own: number, wrong: Wrong): Expected {
  const words = cell.trim().split(/\s+/);
  const label = /^@(\d+)$/.exec(words[0] ?? '');
  const flow = label ? Number(label[1]) : own;
  const rest = label ? words.slice(1) : words;
  if (rest.length === 1 && rest[0] === 'none') return { flow, ends: null };
  if (rest.length !== 2) return wrong('not the states of two endpoints');
  return { flow, ends: { C: parseShown(rest[0]!, wrong), S: parseShown(rest[1]!, wrong) } };
}

function parseShown(text: string, wrong: Wrong): Shown {
  if (text === '-') return { state: null, certainty: null };
  const [, name, mark] = /^([A-Z_0-9]+)([~?*]?)$/.exec(text) ?? wrong('not a state');
  if (!STATE_NAMES.has(name!)) wrong(`no such state as ${name}`);
  return { state: name as State, certainty: MARKS[mark!]! };
}
