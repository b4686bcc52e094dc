/** The lives of sockets, from the kernel's trace. */
import { groupBy } from '../../accuracy/group-by.mjs';

/**
 * @typedef {object} Life one socket, with the small one that takes its place in TIME_WAIT or FIN_WAIT_2
 * @property {string} local
 * @property {string} remote
 * @property {import('./truth.mjs').Row[]} rows
 * @property {number} ended seconds; infinite while it lasts
 */

/** States that a whole socket leaves for a small one. */
const MAY_SHRINK = ['FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING'];

/** Seconds at most between the start of a small socket's timer and the end of the whole one, on one processor; long, for the machine may be busy. */
const AT_ONCE = 0.05;
/** Seconds between a request's timer and its SYN+ACK on the wire: no more, for a SYN cookie sent meanwhile has no timer. */
const SOON = 0.0005;
/** Seconds within which a timer that went off, or was stopped, is set again if it is. */
const AGAIN = { timewait: 0.0001, request: 0.005 };

/**
 * @param {readonly (import('./trace.mjs').StateEvent | import('./trace.mjs').TimerEvent)[]} events
 * @returns {Life[]} in the order in which they began
 */
export function livesOf(events) {
  const timers = timersOf(events);
  const births = birthsOf(events);
  const birthStarts = new Set(births.values());
  const fullTime = Math.max(0, ...[...birthStarts].map(({ jiffies }) => jiffies));
  const lives = [];
  const current = new Map();
  for (const event of events) {
    if (event.kind !== 'state') continue;
    const { time, local, remote, from, to } = event;
    const key = `${local} ${remote}`;
    if (to === 'SYN_SENT' || (from === 'LISTEN' && to === 'SYN_RCVD')) {
      current.set(key, { local, remote, rows: [], ended: Number.POSITIVE_INFINITY });
      lives.push(current.get(key));
    }
    const life = current.get(key);
    if (!life) continue;
    if (to === 'CLOSED') current.delete(key);
    const birth = births.get(event);
    if (birth) liveOn(life, time, birth, timers.get(birth.timer), fullTime, birthStarts);
    else life.rows.push([time, to, 'exact']);
    if (!birth && to === 'CLOSED') life.ended = time;
  }
  return lives;
}

const timersOf = (events) =>
  groupBy(
    events.filter(({ kind }) => kind !== 'state'),
    ({ timer }) => timer,
  );

/**
 * Where a small socket takes a whole one's place, its timer starts right before that one is closed. Between the two another
 * socket's segment may be taken in on the same processor, and that one may shrink as well: what began last ends first.
 * @returns {Map<import('./trace.mjs').StateEvent, import('./trace.mjs').TimerEvent>} the end of a whole socket -> that start
 */
function birthsOf(events) {
  const births = new Map();
  const open = new Map();
  const before = new Map();
  for (const event of events) {
    const { cpu, kind, time } = event;
    const starts = open.get(cpu) ?? [];
    if (kind === 'start' && event.of === 'timewait' && !isSetAnew(event, before.get(cpu)))
      open.set(cpu, [...starts, event]);
    before.set(cpu, event);
    if (kind !== 'state' || event.to !== 'CLOSED' || !MAY_SHRINK.includes(event.from)) continue;
    const start = starts.at(-1);
    if (start && time - start.time <= AT_ONCE) births.set(event, start);
    open.set(cpu, starts.slice(0, -1));
  }
  return births;
}

/** Whether a timer that ran starts again: the kernel stops it first, and nothing comes between on that processor. */
const isSetAnew = ({ timer }, before) => before?.kind === 'cancel' && before.timer === timer;

/** The small socket's life: its timer is set anew by what comes for it, until it goes off or is stopped for good. */
function liveOn(life, time, birth, timer, fullTime, births) {
  const { ended, starts } = chain(timer, birth, births);
  for (const start of [birth, ...starts]) {
    // FIN_WAIT_2 is waited for less long (tcp_fin_timeout).
    const state = start.jiffies < fullTime ? 'FIN_WAIT_2' : 'TIME_WAIT';
    life.rows.push([start === birth ? time : start.time, state, 'timer']);
  }
  life.ended = ended;
  if (ended < Number.POSITIVE_INFINITY) life.rows.push([ended, 'CLOSED', 'timer']);
}

/**
 * What becomes of a timer from one start of it on: when it is set again, and when it has ended.
 * @param {ReadonlySet<import('./trace.mjs').TimerEvent>} others starts that are another socket's, which has got the same memory
 */
function chain(timer, start, others) {
  const starts = [];
  let ended = Number.POSITIVE_INFINITY;
  for (const event of timer.slice(timer.indexOf(start) + 1)) {
    if (event.kind !== 'start') ended = Math.min(ended, event.time);
    else if (others.has(event) || ended < event.time - AGAIN[start.of]) break;
    else {
      starts.push(event);
      ended = Number.POSITIVE_INFINITY;
    }
  }
  return { ended, starts };
}

/**
 * The requests (a SYN that was answered, and no socket yet), to be found by when they began.
 * @param {readonly (import('./trace.mjs').StateEvent | import('./trace.mjs').TimerEvent)[]} events
 */
export function requestsOf(events) {
  const timers = timersOf(events);
  const starts = events.filter((event) => event.kind === 'start' && event.of === 'request');
  const taken = new Set();
  return {
    /**
     * The request whose SYN+ACK left at this time.
     * @returns {{ ended: number } | undefined}
     */
    startedBefore(time) {
      const start = starts.findLast((one) => one.time <= time && one.time > time - SOON && !taken.has(one));
      if (!start) return undefined;
      taken.add(start);
      return { ended: chain(timers.get(start.timer), start, taken).ended };
    },
  };
}
