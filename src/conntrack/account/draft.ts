/** A line while its connection goes on: what is known of it at once. States and steps come at the end, when history has been corrected. */
import type { Transition } from '../snapshot.ts';
import type { Remark, SynOptions } from './lines.ts';

/** One end behind the segment. */
export interface DraftEnd {
  readonly window: number | null;
  readonly largestWindow: number | null;
  readonly flight: number;
  /** Payload octets that it had sent by then. */
  readonly bytes: number;
}

export interface SegmentDraft {
  readonly kind: 'segment';
  readonly packet: number;
  readonly time: number;
  readonly half: number;
  readonly flags: number;
  readonly seq: number;
  readonly length: number;
  readonly ack: number;
  readonly window: number;
  readonly options: SynOptions | null;
  /** By half. */
  readonly ends: readonly [DraftEnd, DraftEnd];
  readonly remarks: Remark[];
  /** What was announced with the segment; it may have been taken back since. */
  readonly announced: Transition[];
  /** Whether it may be folded into a run. */
  readonly plain: boolean;
}

export interface FoldDraft {
  readonly kind: 'fold';
  readonly packet: number;
  lastPacket: number;
  readonly time: number;
  until: number;
  ends: readonly [DraftEnd, DraftEnd];
  /** By half. */
  readonly segments: [number, number];
  readonly octets: [number, number];
  readonly counts: Partial<Record<Remark['name'], number>>;
}

export interface OmittedDraft {
  readonly kind: 'omitted';
  readonly time: number;
  readonly ends: readonly [DraftEnd, DraftEnd];
  readonly segments: number;
}

export type Draft = SegmentDraft | FoldDraft | OmittedDraft;

/** How many segments a draft stands for. */
export function segmentsIn(draft: Draft): number {
  if (draft.kind === 'segment') return 1;
  return draft.kind === 'fold' ? draft.segments[0] + draft.segments[1] : draft.segments;
}
