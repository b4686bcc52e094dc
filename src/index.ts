/** The public API: read a capture, follow its segments, look at both endpoints of every flow. */
export { type LiveOptions, openLive } from './capture/live.ts';
export { type OpenOptions, openCapture } from './capture/open.ts';
export type { Capture, CaptureInterface, LiveFacts, PacketBatch } from './capture/packet-batch.ts';
export type { Certainty } from './conntrack/certainty.ts';
export type { FlowCursor } from './conntrack/flow-cursor.ts';
export { FlowRows, type SortKey } from './conntrack/flow-rows.ts';
export type { EndpointSnapshot, FlowRow, FlowSnapshot, TimerSnapshot, Transition } from './conntrack/snapshot.ts';
export { type Naming, parseState, STATES, type State, spellState } from './conntrack/states.ts';
export { PROFILES, type ProfileName } from './conntrack/timeouts.ts';
export { Tracker } from './conntrack/tracker.ts';
export type { TrackerCounters, TrackerOptions } from './conntrack/tracker-options.ts';
export { Decoder, type DecoderOptions } from './decode/decoder.ts';
export { Scopes } from './decode/scopes.ts';
export { Flag, Segment } from './decode/segment.ts';
export { Verdict } from './decode/verdict.ts';
export { type ErrorCode, TcpstateError } from './errors.ts';
export { type Inspection, type InspectOptions, inspect } from './inspect.ts';
