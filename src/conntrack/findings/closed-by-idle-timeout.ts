/** One end closes after a silence that a timer measures. */
import { Fact } from '../facts.ts';
import { IDLE_TIMERS, type IdleTimer } from '../idle-timers.ts';
import { Silence } from '../silence.ts';
import { endsOf, endThat, type Rule, SECOND, sightedBy, type Troubled } from './rule.ts';

/** Seconds by which a silence may differ from the timer that ended it: the peer's last ACK came after the timer began. */
const TOLERANCE = 0.3;
/** From so many equal silences on they are no chance, if nothing is known that fits. */
const FEWEST = 3;
/** What part of all that ended in silence at one place must be equal. */
const SHARE = 0.5;

export const closedByIdleTimeout: Rule = {
  id: 'closed-by-idle-timeout',
  severity: 'info',
  title: 'closed after a silence: an idle timeout',
  explanation:
    'Neither end had sent anything for just as long as a timer runs when this one closed. A request that crosses its FIN is answered by RST: the client sees a ' +
    'connection reset though nothing is wrong.',
  who: 'nobody, unless requests are lost that cross the FIN: then whoever runs the client',
  action:
    'Let the client drop idle connections sooner than the server does, or repeat requests that may be repeated. Set the timer that closes higher than that of whoever reuses the connection.',
  ofMany: true,
  look(flow) {
    const side = endThat(flow, (end) => flow.silence(end, Silence.BEFORE_CLOSE) > 0 && end.has(Fact.FIN_SENT));
    const sighting = sightedBy(flow, side, Fact.FIN_SENT);
    if (sighting === null) return null;
    const [end] = endsOf(flow, sighting.side);
    const silence = flow.silence(end, Silence.BEFORE_CLOSE) / SECOND;
    return { ...sighting, silence, apart: Math.round(silence) };
  },
  judge(troubled) {
    const { count, ofPlace, side, silence } = troubled;
    if (silence === null || side === null || count < ofPlace * SHARE) return null;
    const timers = side === 'server' ? IDLE_TIMERS.filter((timer) => fits(timer, troubled)) : [];
    if (timers.length === 0 && (count < FEWEST || silence.most - silence.least > TOLERANCE)) return null;
    const names = timers.map(({ owner, name, seconds }) => `${name} (${owner}, ${seconds} s)`);
    const title = `closed by ${side} after ${silence.least.toFixed(1)} s idle`;
    return { title: names.length === 0 ? `${title}: a timer` : `${title}: matches ${names.join(', ')}` };
  },
};

function fits({ consequence, seconds }: IdleTimer, { silence }: Troubled): boolean {
  if (consequence !== 'closes' || silence === null) return false;
  return seconds - silence.least <= TOLERANCE && silence.most - seconds <= TOLERANCE;
}
