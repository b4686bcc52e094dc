/**
 * The kernel's own account: every change of a TCP state, and the life of the small sockets that follow a whole one (TIME_WAIT,
 * FIN_WAIT_2) or precede it (requests, SYN_RCVD): no state of theirs is traced, but their timers are.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { said } from '../../scripts/lab/namespace.mjs';

/**
 * @typedef {object} StateEvent
 * @property {'state'} kind
 * @property {number} time seconds since the Unix epoch
 * @property {string} cpu
 * @property {string} local `address:port`, IPv6 in brackets
 * @property {string} remote
 * @property {string} from a state as RFC 9293 spells it
 * @property {string} to
 *
 * @typedef {object} TimerEvent
 * @property {'start' | 'expire' | 'cancel'} kind
 * @property {number} time
 * @property {string} cpu
 * @property {string} timer its address: what tells timers apart
 * @property {'timewait' | 'request' | null} of null where the event does not say (cancel)
 * @property {number} [jiffies] until it expires (start)
 */

/** Functions that timers call -> whose timers they are. */
const HANDLERS = { tw_timer_handler: 'timewait', reqsk_timer_handler: 'request' };
const SYMBOLS = '/proc/kallsyms';

/** Other names that Linux gives to states. */
const LINUX = { SYN_RECV: 'SYN_RCVD', FIN_WAIT1: 'FIN_WAIT_1', FIN_WAIT2: 'FIN_WAIT_2', CLOSE: 'CLOSED' };

const LINE = /\[(?<cpu>\d+)\] \S+ +(?<time>[\d.]+): (?<event>\w+): (?<rest>.*)$/;

/**
 * @param {string} name of the instance of the trace: unique on this machine
 * @returns {Promise<{ end(): Promise<(StateEvent | TimerEvent)[]>, close(): void }>} ended, it tells what happened, oldest first;
 * closed, nothing. Rejects where this kernel, or this user, cannot trace.
 */
export async function startTrace(name) {
  const script = join(import.meta.dirname, 'trace.sh');
  const tracing = spawn('unshare', ['--mount', 'sh', script, name, ...handlers()]);
  await said(tracing, /tracing/);
  return {
    async end() {
      tracing.stdin.end();
      return eventsOf(await text(tracing.stdout));
    },
    close: () => tracing.stdin.end(),
  };
}

/** The addresses of the handlers, in order. */
function handlers() {
  const symbols = existsSync(SYMBOLS) ? readFileSync(SYMBOLS, 'utf8') : '';
  return Object.keys(HANDLERS).map((name) => {
    const address = new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(symbols)?.[1];
    if (!address || /^0+$/.test(address)) throw new Error(`the kernel does not tell where ${name} is`);
    return address;
  });
}

/** @returns {(StateEvent | TimerEvent)[]} */
function eventsOf(trace) {
  const [, kept, written] = /entries-in-buffer\/entries-written: (\d+)\/(\d+)/.exec(trace) ?? [];
  if (!kept || kept !== written) throw new Error(`the trace is not whole: ${kept} of ${written} events`);
  const lines = trace.split('\n').flatMap((line) => LINE.exec(line)?.groups ?? []);
  const mark = lines.find(({ rest }) => rest.startsWith('clock '));
  const leapSeconds = Math.round(Number(mark.time) - Number(mark.rest.split(' ')[1]));
  return lines.flatMap((line) => eventOf(line, Number(line.time) - leapSeconds) ?? []);
}

/** @returns {StateEvent | TimerEvent | null} */
function eventOf({ cpu, event, rest }, time) {
  const fields = Object.fromEntries([...rest.matchAll(/(\w+)=([^\s\]]+)/g)].map(([, key, value]) => [key, value]));
  switch (event) {
    case 'inet_sock_set_state':
      if (fields.protocol !== 'IPPROTO_TCP') return null;
      return {
        kind: 'state',
        time,
        cpu,
        local: endpoint(fields.saddr, fields.saddrv6, fields.sport),
        remote: endpoint(fields.daddr, fields.daddrv6, fields.dport),
        from: stateOf(fields.oldstate),
        to: stateOf(fields.newstate),
      };
    case 'timer_start':
      return {
        kind: 'start',
        time,
        cpu,
        timer: fields.timer,
        of: HANDLERS[fields.function],
        jiffies: Number(fields.timeout),
      };
    case 'timer_expire_entry':
      return { kind: 'expire', time, cpu, timer: fields.timer, of: HANDLERS[fields.function] };
    case 'timer_cancel':
      return { kind: 'cancel', time, cpu, timer: fields.timer, of: null };
    default:
      return null;
  }
}

/** The IPv6 field of an IPv4 socket holds a mapped address. */
const endpoint = (v4, v6, port) => (v6.startsWith('::ffff:') ? `${v4}:${port}` : `[${v6}]:${port}`);

function stateOf(name) {
  const plain = name.replace(/^TCP_/, '');
  return LINUX[plain] ?? plain;
}
