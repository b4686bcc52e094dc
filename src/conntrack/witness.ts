/** Who sees every segment taken in, with the flow as it was before and as it is after: for accounts of single connections. */
import type { Segment } from '../decode/segment.ts';
import type { Flow } from './flow.ts';
import type { FlowCursor } from './flow-cursor.ts';

/** Why a segment moved nothing: an exact copy, from far outside the window, impossible flags, a SYN that waits for its answer. */
export type Aside = 'copy' | 'foreign' | 'bad-flags' | 'waits';

/** Cursors and segments are valid during the call. What is witnessed takes the full way. */
export interface Witness {
  /** A flow has been opened; its first segment is still to be taken in. */
  opened(flow: FlowCursor): void;
  /** The segment is about to be taken in: the flow is as its sender found it. */
  before(flow: Flow, segment: Segment): void;
  /** The same segment has been taken in. */
  after(flow: Flow, segment: Segment): void;
  /** A segment of the flow that moves neither end. */
  aside(flow: Flow, segment: Segment, why: Aside): void;
}
