/** Makes the account of a connection, as it is known by now: drafts and corrected history become lines. */
import { Flag } from '../../decode/segment.ts';
import { attention } from '../attention.ts';
import { factsOf } from '../evidence.ts';
import { troublesOf } from '../findings/diagnosis.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { FlowSnapshot, Transition } from '../snapshot.ts';
import { type Placed, placed, stepsOf } from './corrected.ts';
import type { Draft, DraftEnd, SegmentDraft } from './draft.ts';
import { flagLetters } from './flag-letters.ts';
import type { Account, AccountLine, EndAfter, Remark, Side } from './lines.ts';
import { MoveRemarks } from './move-remarks.ts';
import type { Teller } from './teller.ts';

/** The state of an end as the lines pass. */
type Standing = Pick<EndAfter, 'state' | 'certainty'>;

const NOBODY: DraftEnd = { window: null, largestWindow: null, flight: 0, bytes: 0 };

export function accountOf(cursor: FlowCursor, teller: Teller): Account {
  const { client, server } = cursor;
  const flow = cursor.snapshot();
  const history = cursor.history();
  const drafts = teller.folding.drafts;
  const places = placed(drafts, history, teller.shownElsewhere(cursor.flow));
  const numbering: Numbering = {
    sideOf: (half) => (half === client.half ? 'client' : 'server'),
    bases: { client: teller.base(client), server: teller.base(server) },
    steps: stepsOf(factsOf(cursor), flow.closedFirst),
  };
  const halves = { client: client.half, server: server.half } as const;
  return {
    flow,
    attention: attention(client.state, server.state, cursor.noteBits, cursor.retransmitted),
    began: { client: initial(history, 'client').state, server: initial(history, 'server').state },
    lines: linesOf(
      places,
      flow,
      history,
      halves,
      numbering,
      new MoveRemarks(flow, cursor.timeouts, takenBackIn(drafts)),
    ),
    segments: teller.segments,
    findings: troublesOf(cursor),
  };
}

interface Numbering {
  readonly sideOf: (half: number) => Side;
  readonly bases: Readonly<Record<Side, number>>;
  readonly steps: ReadonlyMap<number, readonly number[]>;
}

function linesOf(
  places: readonly Placed[],
  flow: FlowSnapshot,
  history: readonly Transition[],
  halves: Readonly<Record<Side, number>>,
  numbering: Numbering,
  remarks: MoveRemarks,
): AccountLine[] {
  const standing = { client: initial(history, 'client'), server: initial(history, 'server') };
  let ends: readonly [DraftEnd, DraftEnd] = [NOBODY, NOBODY];
  // A socket that talks to itself has one history for both columns.
  const itself = halves.client === halves.server;
  return places.map(({ draft, time, moves, shown }) => {
    ends = draft?.ends ?? ends;
    for (const { endpoint, to, certainty } of moves) {
      standing[endpoint] = { state: to, certainty };
      if (itself) standing.server = standing.client;
    }
    const end = (side: Side): EndAfter => {
      const { window, largestWindow, flight } = ends[halves[side] as 0 | 1];
      const moved = moves.some(({ endpoint }) => endpoint === side || itself);
      return { ...standing[side], moved, window, largestWindow, flight };
    };
    const bytes = { client: ends[halves.client as 0 | 1].bytes, server: ends[halves.server as 0 | 1].bytes };
    const common = { time, client: end('client'), server: end('server'), moves };
    if (shown !== null) {
      return { kind: 'event', packet: shown.packet, ...common, remarks: [{ name: 'note', note: shown.note }] };
    }
    return lineOf(draft, { ...common, remarks: remarks.of(draft, moves, time, bytes, standing) }, flow, numbering);
  });
}

type Common = Pick<AccountLine, 'time' | 'client' | 'server' | 'moves' | 'remarks'>;

function lineOf(draft: Draft | null, common: Common, flow: FlowSnapshot, numbering: Numbering): AccountLine {
  if (draft === null) return { kind: 'event', packet: common.moves[0]?.packet ?? null, ...common };
  if (draft.kind === 'omitted') return { kind: 'omitted', packet: null, segments: draft.segments, ...common };
  if (draft.kind === 'segment') return segmentLine(draft, common, flow, numbering);
  const { packet, lastPacket, until, counts, segments, octets } = draft;
  const [low, high] = [
    { segments: segments[0], octets: octets[0] },
    { segments: segments[1], octets: octets[1] },
  ];
  const sent = numbering.sideOf(0) === 'client' ? { client: low, server: high } : { client: high, server: low };
  return { kind: 'fold', packet, lastPacket, until, sent, counts, ...common };
}

function segmentLine(draft: SegmentDraft, common: Common, flow: FlowSnapshot, numbering: Numbering): AccountLine {
  const { packet, half, flags, length, window, options } = draft;
  const from = flow.notes.includes('self-connect') ? 'client' : numbering.sideOf(half);
  const to = from === 'client' ? 'server' : 'client';
  return {
    kind: 'segment',
    packet,
    from,
    flags: flagLetters(flags),
    seq: (draft.seq - numbering.bases[from]) >>> 0,
    length,
    ack: (flags & Flag.ACK) === 0 ? null : (draft.ack - numbering.bases[to]) >>> 0,
    window,
    options,
    steps: isAside(common.remarks) ? [] : (numbering.steps.get(packet) ?? []),
    ...common,
  };
}

function isAside(remarks: readonly Remark[]): boolean {
  return remarks.some(({ name }) => name === 'copy' || name === 'waits');
}

/** Where an end was before the first line. */
function initial(history: readonly Transition[], side: Side): Standing {
  return { state: history.find(({ endpoint }) => endpoint === side)?.from ?? null, certainty: null };
}

/** What was taken back of each end, by the frame that showed it. */
function takenBackIn(drafts: readonly Draft[]): (announced: Transition) => number | null {
  const found = drafts.flatMap((draft) => {
    if (draft.kind !== 'segment') return [];
    return draft.remarks.flatMap((remark) =>
      remark.name === 'taken-back' ? [{ packet: draft.packet, side: remark.side, state: remark.state }] : [],
    );
  });
  return ({ endpoint, to, packet }) =>
    found.find((each) => each.side === endpoint && each.state === to && each.packet > (packet ?? 0))?.packet ?? null;
}
