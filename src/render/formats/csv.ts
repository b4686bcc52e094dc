/** Flows only, one a line, as RFC 4180 has it. */
import type { EndpointSnapshot, FlowSnapshot } from '../../conntrack/snapshot.ts';
import { ChosenLines } from '../chosen-lines.ts';
import { communityId } from '../community-id.ts';
import { epochSeconds, micros, seconds } from '../time.ts';
import type { Job, Output } from './output.ts';

type Value = string | number | boolean | null;
type Field<T> = readonly [name: string, value: (of: T, epoch: number) => Value];

const FLOW: readonly Field<FlowSnapshot>[] = [
  ['id', (flow) => flow.id],
  ['incarnation', (flow) => flow.incarnation],
  ['community_id', (flow) => communityId(flow.client, flow.server)],
  ['ip_version', (flow) => flow.ipVersion],
  ['vlan', (flow) => flow.vlan.join('.')],
  ['tunnel', (flow) => flow.tunnel],
];

const FIRST_OF_END: readonly Field<EndpointSnapshot>[] = [
  ['address', (end) => end.address],
  ['port', (end) => end.port],
  ['state', (end) => end.state],
  ['certainty', (end) => end.certainty],
  ['since', (end, epoch) => (end.since === null ? null : epochSeconds(epoch, end.since))],
  ['timer', (end) => end.timer?.name ?? null],
  ['timer_remaining', (end) => (end.timer === null ? null : micros(end.timer.remaining))],
  ['packets', (end) => end.packets],
  ['bytes', (end) => end.bytes],
];

const CONNECTION: readonly Field<FlowSnapshot>[] = [
  ['handshake', (flow) => flow.handshake],
  ['first_seen', (flow, epoch) => epochSeconds(epoch, flow.firstSeen)],
  ['last_seen', (flow, epoch) => epochSeconds(epoch, flow.lastSeen)],
  ['duration', (flow) => seconds(flow.lastSeen - flow.firstSeen)],
  ['closed_first', (flow) => flow.closedFirst],
  ['closed_by', (flow) => flow.closedBy],
  ['rtt_handshake_server', (flow) => rounded(flow.rtt.handshakeServer)],
  ['rtt_handshake_client', (flow) => rounded(flow.rtt.handshakeClient)],
  ['notes', (flow) => flow.notes.join(' ')],
];

const REST_OF_END: readonly Field<EndpointSnapshot>[] = [
  ['syn', (end) => end.syn],
  ['fin', (end) => end.fin],
  ['rst', (end) => end.rst],
  ['retransmissions', (end) => end.retransmissions],
  ['out_of_order', (end) => end.outOfOrder],
  ['duplicates', (end) => end.duplicates],
  ['duplicate_acks', (end) => end.duplicateAcks],
  ['window_updates', (end) => end.windowUpdates],
  ['zero_windows', (end) => end.zeroWindows],
  ['keep_alives', (end) => end.keepAlives],
  ['window_probes', (end) => end.windowProbes],
  ['isn', (end) => end.isn],
  ['mss', (end) => end.mss],
  ['window_scale', (end) => end.windowScale],
  ['window', (end) => end.window],
];

const rounded = (value: number | null): number | null => (value === null ? null : micros(value));

const of = (side: 'client' | 'server', fields: readonly Field<EndpointSnapshot>[]): Field<FlowSnapshot>[] =>
  fields.map(([name, value]) => [`${side}_${name}`, (flow, epoch) => value(flow[side], epoch)]);

const FIELDS: readonly Field<FlowSnapshot>[] = [
  ...FLOW,
  ...of('client', FIRST_OF_END),
  ...of('server', FIRST_OF_END),
  ...CONNECTION,
  ...of('client', REST_OF_END),
  ...of('server', REST_OF_END),
];

/** RFC 4180 §2: lines end in CR LF, and what holds a comma, a quote or a line break is quoted. */
const LINE_END = '\r\n';

function quoted(value: Value): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function open(job: Job): Output {
  const { sink } = job;
  const lines = new ChosenLines(job, (text) => sink.text(text));
  let epoch = 0;
  return {
    begin(capture) {
      epoch = capture.epoch;
      if (job.table.header) sink.text(FIELDS.map(([name]) => name).join(',') + LINE_END);
    },
    flow(flow) {
      lines.offer(flow, () => {
        const snapshot = flow.snapshot();
        return FIELDS.map(([, value]) => quoted(value(snapshot, epoch))).join(',') + LINE_END;
      });
    },
    transition: null,
    pause: () => sink.flush(),
    end() {
      lines.end();
      sink.flush();
    },
  };
}
