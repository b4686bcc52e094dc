/** Remarks and changes of state in words. */
import type { Remark } from '../../conntrack/account/lines.ts';
import { NOTES } from '../../conntrack/notes.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import { type Naming, type State, spellState } from '../../conntrack/states.ts';
import { sectionOf } from '../../conntrack/transitions.ts';
import { counted, formatCount } from '../count.ts';
import { formatDuration } from '../duration.ts';
import { UNTOLD } from '../marks.ts';

/** How a remark depends on the telling: names of states, moments, arrows. */
export interface Wording {
  readonly naming: Naming;
  /** A moment as the time column writes it. */
  readonly at: (time: number) => string;
  readonly arrow: string;
}

/** What a run of segments with the remark is called: one, and many. */
export const REMARK_PLURALS: Readonly<Partial<Record<Remark['name'], readonly [one: string, many: string]>>> = {
  'out-of-order': ['out of order', 'out of order'],
  'duplicate-ack': ['duplicate ACK', 'duplicate ACKs'],
  'window-update': ['window update', 'window updates'],
  'zero-window': ['zero window', 'zero windows'],
  'window-probe': ['window probe', 'window probes'],
  'keep-alive': ['keep-alive', 'keep-alives'],
  unread: ['buffer more than half full', 'with the buffer more than half full'],
  copy: ['copy of a packet before', 'copies of packets before'],
  refuses: ['refused by RST: no connection is left there', 'refused by RST: no connection is left there'],
  foreign: ['far outside the window', 'far outside the window'],
};

/** `client: received ACK of FIN, presumed (RFC 9293 §3.10.7.4 fifth: ACK)`; with `both` states, where the ladder cannot show them. */
export function moveText({ endpoint, from, to, cause, certainty }: Transition, wording: Wording, both = false): string {
  const { naming, arrow } = wording;
  const section = sectionOf(from, cause, to);
  const states = both ? ` ${spell(from, naming)} ${arrow} ${spell(to, naming)}` : '';
  const sure = certainty === 'seen' ? '' : `, ${certainty}`;
  return `${endpoint}${states}: ${cause}${sure}${section === null ? '' : ` (${section})`}`;
}

function spell(state: State | null, naming: Naming): string {
  return state === null ? UNTOLD : spellState(state, naming);
}

export function remarkText(remark: Remark, { naming, at }: Wording): string {
  switch (remark.name) {
    case 'answered':
      return `${remark.side} answered the ${remark.side === 'server' ? 'SYN' : 'SYN+ACK'} in ${formatDuration(remark.seconds)}`;
    case 'effective-mss':
      return `handshake done, effective MSS ${remark.octets}`;
    case 'retransmission':
      return remark.packet === null
        ? 'retransmission'
        : `retransmission of frame ${remark.packet}, ${formatDuration(remark.seconds ?? 0)} later`;
    case 'out-of-order':
      return 'out of order: fills a gap';
    case 'duplicate-ack':
      return `duplicate ACK ${remark.count}`;
    case 'window-update':
      return `window update: ${remark.from} to ${remark.to}${remark.to === remark.largest ? ', the whole buffer is free' : ''}`;
    case 'zero-window':
      return 'zero window: the receiver takes nothing more until its application reads';
    case 'window-opened':
      return `window open again after ${formatDuration(remark.seconds)}`;
    case 'window-full':
      return `window full: ${remark.octets} of ${remark.octets} in flight, the sender must wait`;
    case 'unread':
      return `about ${remark.octets} of ${remark.of} octets of the buffer wait to be read`;
    case 'read':
      return `the application has read ${remark.octets}`;
    case 'window-probe':
      return 'window probe: asks whether the window is still closed (RFC 9293 §3.8.6.1)';
    case 'keep-alive':
      return 'keep-alive: asks whether the peer is still there (RFC 9293 §3.8.4)';
    case 'closes-first':
      return `${remark.side} closes first: ${spell('TIME_WAIT', naming)} will be on its side`;
    case 'fins-cross':
      return `the FINs crossed: both ends go through ${spell('CLOSING', naming)} to ${spell('TIME_WAIT', naming)}`;
    case 'half-closed':
      return `half-closed: ${remark.side} can receive, but no longer send`;
    case 'half-close-over':
      return `half-closed for ${formatDuration(remark.seconds)}, in which the peer sent ${counted(remark.octets, 'octet')}`;
    case 'must-close':
      return `the application of the ${remark.side} must close() now`;
    case 'aborts':
      return `${remark.side} aborts: it closed with data unread, or with SO_LINGER 0; the packets are the same`;
    case 'gives-up':
      return 'gives up: what it asked went unanswered (RFC 9293 §3.8.4)';
    case 'no-socket':
      return `${remark.side} has no socket for what came: it refuses it`;
    case 'refuses':
      return 'refuses what was on its way to it: no connection is left there (RFC 9293 §3.10.7.1)';
    case 'refuses-ack':
      return 'refuses an ACK that is not of its SYN, and will send the SYN again (RFC 9293 §3.10.7.3 first: ACK)';
    case 'two-msl':
      return `2MSL of the ${remark.side} ${remark.again ? 'starts again and runs' : 'runs'} until ${at(remark.until).trim()}`;
    case 'taken-back':
      return `${remark.side} had not reached ${spell(remark.state, naming)}: ${remark.cause}`;
    case 'seemed':
      return `${remark.side} seemed to reach ${spell(remark.state, naming)}; frame ${remark.packet} shows that it did not`;
    case 'note':
      return `${remark.note}: ${NOTES.find(([name]) => name === remark.note)![1]}`;
    case 'copy':
      return remark.packet === null ? 'copy of a packet before' : `copy of frame ${remark.packet}`;
    case 'foreign':
      return 'far outside the window: forged, or of another connection';
    case 'bad-flags':
      return 'flags that no TCP sends: ignored';
    case 'waits':
      return 'a SYN on a live connection: it counts when it is answered';
  }
}

/** `1,234 segments are left out here`. */
export function omittedText(segments: number): string {
  return `${formatCount(segments)} segments are left out here`;
}
