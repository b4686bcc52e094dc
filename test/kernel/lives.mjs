/** The lives of sockets, from the kernel's trace. */
import { groupBy } from '../../accuracy/group-by.mjs';

/**
 * @typedef {object} Life one socket, with the small one that takes its place in TIME_WAIT or FIN_WAIT_2
 * @property {string} local
 * @property {string} remote
 * @property {import('./truth.mjs').Row[]} rows
 * @property {number} ended seconds; infinite while it lasts
 */

/** Seconds between the start of a small socket's timer and the end of the whole one, on one processor. */
const AT_ONCE = 0.001;
/** Seconds between a request's timer and its SYN+ACK on the wire. */
const SOON = 0.002;
/** Seconds within which a timer that went off, or was stopped, is set again if it is. */
const AGAIN = 0.005;

/**
 * @param {readonly (import('./trace.mjs').StateEvent | import('./trace.mjs').TimerEvent)[]} events
 * @returns {Life[]} in the order in which they began
 */
export function livesOf(events) {
  const fullTime = Math.max(0, ...events.filter(isTimeWait).map(({ jiffies = 0 }) => jiffies));
  const stateAfter = (start) => (start.jiffies < fullTime ? 'FIN_WAIT_2' : 'TIME_WAIT');
  const timers = groupBy(events.filter((event) => event.kind !== 'state'), ({ timer }) => timer);
  const lives = [];
  const current = new Map();
  const started = new Map();
  for (const event of events) {
    if (isTimeWait(event) && event.kind === 'start') started.set(event.cpu, event);
    if (event.kind !== 'state') continue;
    const { time, local, remote, from, to } = event;
    const key = `${local} ${remote}`;
    if (to === 'SYN_SENT' || from === 'LISTEN') {
      if (to === 'CLOSED') continue;
      current.set(key, { local, remote, rows: [], ended: Number.POSITIVE_INFINITY });
      lives.push(current.get(key));
    }
    const life = current.get(key);
    if (!life) continue;
    const start = to === 'CLOSED' ? started.get(event.cpu) : undefined;
    if (start && time - start.time < AT_ONCE) {
      started.delete(event.cpu);
      life.rows.push([time, stateAfter(start), 'timer']);
      liveOn(life, timers.get(start.timer), start, stateAfter);
    } else {
      life.rows.push([time, to, 'exact']);
      if (to === 'CLOSED') life.ended = time;
    }
    if (to === 'CLOSED') current.delete(key);
  }
  return lives;
}

const isTimeWait = (event) => event.kind !== 'state' && event.of === 'timewait';

/** The small socket's life: its timer is set anew by what comes for it, until it goes off or is stopped for good. */
function liveOn(life, timer, start, stateAfter) {
  const { ended, starts } = chain(timer, start);
  for (const again of starts) life.rows.push([again.time, stateAfter(again), 'timer']);
  life.ended = ended;
  if (ended < Number.POSITIVE_INFINITY) life.rows.push([ended, 'CLOSED', 'timer']);
}

/** What becomes of a timer from one start of it on: when it is set again, and when it has ended. */
function chain(timer, start) {
  const starts = [];
  let ended = Number.POSITIVE_INFINITY;
  for (const event of timer.slice(timer.indexOf(start) + 1)) {
    if (event.kind !== 'start') ended = Math.min(ended, event.time);
    else if (ended < event.time - AGAIN) break;
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
  const timers = groupBy(events.filter((event) => event.kind !== 'state'), ({ timer }) => timer);
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
      return { ended: chain(timers.get(start.timer), start).ended };
    },
  };
}
