/** Watches one connection and drafts a line for each of its segments: what only the moment knows. */
import { Flag, type Segment, SynOption } from '../../decode/segment.ts';
import { seqDiff } from '../../decode/seq.ts';
import { type Anomalies, Anomaly } from '../anomalies.ts';
import type { Endpoint } from '../endpoint.ts';
import { Fact } from '../facts.ts';
import type { Flow } from '../flow.ts';
import { Mark } from '../marks.ts';
import type { NoteProof } from '../note-proofs.ts';
import { Note, noteNames } from '../notes.ts';
import type { Transition } from '../snapshot.ts';
import { StateCode } from '../states.ts';
import type { Aside } from '../witness.ts';
import type { DraftEnd, SegmentDraft } from './draft.ts';
import type { Folding } from './folding.ts';
import type { Remark, SynOptions } from './lines.ts';
import { Recent } from './recent.ts';

/** Remarks with which a segment may still be folded into a run. */
const PASSING: ReadonlySet<Remark['name']> = new Set<Remark['name']>([
  'out-of-order',
  'duplicate-ack',
  'window-update',
  'unread',
  'zero-window',
  'window-probe',
  'keep-alive',
  'copy',
  'foreign',
  'refuses',
]);

/** Remarks with which a SYN, FIN or RST says nothing new. */
const REPEATING: ReadonlySet<Remark['name']> = new Set<Remark['name']>(['copy', 'refuses']);

/** Notes that say no more than a remark beside them does. */
const SAID_OTHERWISE = Note['half-closed'] | Note['simultaneous-close'] | Note.foreign | Note['bad-flags'];

/** What is remembered of an endpoint beside what the tracker keeps. */
interface Watched {
  readonly recent: Recent;
  /** First sequence number that it sent, and that was acknowledged to it; null before. */
  firstSeq: number | null;
  firstAcked: number | null;
  largestWindow: number;
  duplicateAcks: number;
  /** All that its receive window takes is in flight. */
  full: boolean;
  /** When its window was closed; NaN while it is open. */
  closedSince: number;
}

/** The flow as the segment found it. */
interface Found {
  readonly sender: StateCode;
  readonly receiver: StateCode;
  /** The sender has asked whether the peer is there, and had no answer. */
  readonly inVain: boolean;
  readonly anomalies: readonly number[];
  readonly window: number;
  /** Of the sender's receive window. */
  readonly rightEdge: number;
  readonly acked: number;
}

export class Teller {
  /** Frames that belonged to the connection. */
  segments = 0;
  readonly folding: Folding;
  readonly #anomalies: Anomalies;
  readonly #watched: readonly [Watched, Watched] = [watched(), watched()];
  #found: Found | null = null;
  /** Notes of the flow that have been told, or were there before. */
  #notes: number;
  #revised: Transition[] = [];
  #announced: Transition[] = [];

  /** `notes` that the flow has had for longer than it is watched. */
  constructor(folding: Folding, anomalies: Anomalies, notes = 0) {
    this.folding = folding;
    this.#anomalies = anomalies;
    this.#notes = notes;
  }

  /** A change of state that was announced; those without a frame are told at the end. */
  transition(transition: Transition): void {
    (transition.revises ? this.#revised : this.#announced).push(transition);
  }

  before(flow: Flow): void {
    const { sender, receiver } = flow;
    this.#found = {
      sender: sender.state,
      receiver: receiver.state,
      inVain: sender.marked(Mark.PROBED_IN_VAIN),
      anomalies: this.#counters(flow, sender),
      window: sender.packets === 0 ? -1 : sender.window,
      rightEdge: (sender.rcvNxt + sender.window) | 0,
      acked: sender.rcvNxt,
    };
  }

  after(flow: Flow, segment: Segment): void {
    const found = this.#found!;
    const { sender, receiver } = flow;
    const remarks: Remark[] = this.#revised.map(({ endpoint, from, cause }) => {
      return { name: 'taken-back', side: endpoint, state: from, cause };
    });
    this.#remarkAnomalies(flow, segment, found, remarks);
    this.#remarkWindows(flow, segment, found, remarks);
    const stays = sender.state === found.sender;
    const moved = !stays || receiver.state !== found.receiver || this.#announced.length > 0;
    if ((segment.flags & Flag.RST) !== 0) {
      if (stays && sender.state === StateCode.CLOSED) remarks.push({ name: 'refuses' });
      if (stays && sender.state === StateCode.SYN_SENT) remarks.push({ name: 'refuses-ack' });
      if (!stays && found.inVain) remarks.push({ name: 'gives-up' });
    }
    this.#draft(flow, segment, remarks, moved);
  }

  aside(flow: Flow, segment: Segment, why: Aside): void {
    const sent = this.#watched[flow.sender.half as 0 | 1].recent;
    const packet = why === 'copy' ? (sent.original(segment.seq, endOf(segment), segment.ack)?.packet ?? null) : null;
    this.#draft(flow, segment, [{ name: why, packet }], why === 'waits' || why === 'bad-flags');
  }

  /** The sequence number that is 0 where relative ones are told. */
  base(endpoint: Endpoint): number {
    if (endpoint.marked(Mark.HAS_ISS)) return endpoint.iss;
    const { firstSeq, firstAcked } = this.#watched[endpoint.half as 0 | 1];
    return ((firstSeq ?? firstAcked ?? 1) - 1) | 0;
  }

  /** Notes that no segment of the connection has shown so far, but one of the other connection on its pair. */
  shownElsewhere(flow: Flow): readonly NoteProof[] {
    return flow.proofs.filter(({ note }) => (this.#notes & Note[note]) === 0);
  }

  #counters(flow: Flow, { half }: Endpoint): number[] {
    return Object.values(Anomaly).map((anomaly) => this.#anomalies.of(flow, half, anomaly));
  }

  #remarkAnomalies(flow: Flow, segment: Segment, found: Found, remarks: Remark[]): void {
    const { sender } = flow;
    const own = this.#watched[sender.half as 0 | 1];
    const now = this.#counters(flow, sender);
    const grew = (anomaly: Anomaly): boolean => now[anomaly]! > found.anomalies[anomaly]!;
    if (sender.rcvNxt !== found.acked) own.duplicateAcks = 0;
    const first = own.recent.first(segment.seq);
    // A SYN that comes again is no data, and not counted as such.
    if (grew(Anomaly.RETRANSMISSION) || ((segment.flags & Flag.SYN) !== 0 && first !== null)) {
      const seconds = first === null ? null : (segment.time - first.time) / 1e9;
      remarks.push({ name: 'retransmission', packet: first?.packet ?? null, seconds });
    }
    if (grew(Anomaly.OUT_OF_ORDER)) remarks.push({ name: 'out-of-order' });
    if (grew(Anomaly.DUPLICATE_ACK)) remarks.push({ name: 'duplicate-ack', count: ++own.duplicateAcks });
    if (grew(Anomaly.KEEP_ALIVE)) remarks.push({ name: 'keep-alive' });
    if (grew(Anomaly.WINDOW_PROBE)) remarks.push({ name: 'window-probe' });
    if (grew(Anomaly.ZERO_WINDOW)) remarks.push({ name: 'zero-window' });
    if (grew(Anomaly.WINDOW_UPDATE) && found.window > 0 && sender.window > 0) {
      const largest = Math.max(own.largestWindow, sender.window);
      remarks.push({ name: 'window-update', from: found.window, to: sender.window, largest });
    }
  }

  #remarkWindows(flow: Flow, segment: Segment, found: Found, remarks: Remark[]): void {
    const { sender, receiver } = flow;
    const own = this.#watched[sender.half as 0 | 1];
    const peer = this.#watched[receiver.half as 0 | 1];
    const { window } = sender;
    if ((segment.flags & (Flag.RST | Flag.SYN)) === 0) {
      if (window === 0 && Number.isNaN(own.closedSince)) own.closedSince = segment.time;
      if (window > 0 && !Number.isNaN(own.closedSince)) {
        remarks.push({ name: 'window-opened', seconds: (segment.time - own.closedSince) / 1e9 });
        own.closedSince = Number.NaN;
      }
      const opened = seqDiff((sender.rcvNxt + window) | 0, found.rightEdge);
      if (own.full && opened > 0) {
        // A window larger than any before may be a buffer that has grown.
        if (window <= own.largestWindow) remarks.push({ name: 'read', octets: opened });
        own.full = false;
      }
      const unread = own.largestWindow - window;
      if (window !== found.window && unread > own.largestWindow / 2) {
        remarks.push({ name: 'unread', octets: unread, of: own.largestWindow });
      }
    }
    own.largestWindow = Math.max(own.largestWindow, window);
    const flight = inFlight(sender, receiver);
    if (!peer.full && segment.length > 0 && receiver.window > 0 && flight >= receiver.window) {
      peer.full = receiver.marked(Mark.HAS_RCV);
      if (peer.full) remarks.push({ name: 'window-full', octets: receiver.window });
    }
  }

  #draft(flow: Flow, segment: Segment, remarks: Remark[], moved: boolean): void {
    const { sender, receiver } = flow;
    const { seq, ack, flags, packet, time, length } = segment;
    this.segments++;
    for (const note of noteNames(flow.notes & ~this.#notes)) {
      if (this.shownElsewhere(flow).some((proof) => proof.note === note && proof.packet !== packet)) continue;
      this.#notes |= Note[note];
      if ((Note[note] & SAID_OTHERWISE) === 0) remarks.push({ name: 'note', note });
    }
    const own = this.#watched[sender.half as 0 | 1];
    own.firstSeq ??= seq;
    if ((flags & Flag.ACK) !== 0) this.#watched[receiver.half as 0 | 1].firstAcked ??= ack;
    own.recent.add({ seq, end: endOf(segment), ack, packet, time });
    const ofSender = this.#end(sender, receiver);
    const ofReceiver = this.#end(receiver, sender);
    const telling =
      (flags & (Flag.SYN | Flag.FIN | Flag.RST)) !== 0 && !remarks.some(({ name }) => REPEATING.has(name));
    const draft: SegmentDraft = {
      kind: 'segment',
      packet,
      time,
      half: sender.half,
      flags,
      seq,
      length,
      ack,
      window: (flags & Flag.SYN) !== 0 ? segment.window : segment.window << sender.windowShift,
      options: (flags & Flag.SYN) === 0 ? null : optionsOf(segment),
      ends: sender.half === 0 ? [ofSender, ofReceiver] : [ofReceiver, ofSender],
      remarks,
      announced: this.#announced,
      plain: !moved && !telling && remarks.every(({ name }) => PASSING.has(name)),
    };
    this.#announced = [];
    this.#revised = [];
    this.folding.add(draft);
  }

  #end(endpoint: Endpoint, peer: Endpoint): DraftEnd {
    const known = endpoint.packets > 0;
    return {
      window: known ? endpoint.window : null,
      largestWindow: known ? this.#watched[endpoint.half as 0 | 1].largestWindow : null,
      flight: inFlight(endpoint, peer),
      bytes: endpoint.bytes,
    };
  }
}

function watched(): Watched {
  return {
    recent: new Recent(),
    firstSeq: null,
    firstAcked: null,
    largestWindow: 0,
    duplicateAcks: 0,
    full: false,
    closedSince: Number.NaN,
  };
}

/** Payload octets that the endpoint has sent and its peer has not acknowledged. */
function inFlight(endpoint: Endpoint, peer: Endpoint): number {
  if (!endpoint.marked(Mark.HAS_SND) || !peer.marked(Mark.HAS_RCV)) return 0;
  const fin = endpoint.has(Fact.FIN_SENT) && !endpoint.has(Fact.FIN_ACKED) ? 1 : 0;
  return Math.max(0, seqDiff(endpoint.sndNxt, peer.rcvNxt) - fin);
}

/** Behind what the segment carries. */
function endOf({ seq, length, flags }: Segment): number {
  const controls = ((flags & Flag.SYN) !== 0 ? 1 : 0) + ((flags & Flag.FIN) !== 0 ? 1 : 0);
  return (seq + length + controls) | 0;
}

function optionsOf({ mss, windowScale, sackPermitted, hasTimestamps, synOptions }: Segment): SynOptions {
  return {
    mss: mss < 0 ? null : mss,
    windowScale: windowScale < 0 ? null : windowScale,
    sackPermitted: sackPermitted === 1,
    timestamps: hasTimestamps === 1,
    fastOpen: (synOptions & SynOption.FAST_OPEN) !== 0,
  };
}
