/** What stands above and below the ladder of a connection: who, how it went, and who must act now. */
import type { Account, Side } from '../../conntrack/account/lines.ts';
import type { EndpointSnapshot } from '../../conntrack/snapshot.ts';
import { type Naming, type State, spellState } from '../../conntrack/states.ts';
import { formatBytes } from '../bytes.ts';
import { counted } from '../count.ts';
import { formatDuration } from '../duration.ts';
import { formatSocket } from '../socket.ts';
import { formatDate } from '../time.ts';

export function titleOf({ flow }: Account, arrow: string): string {
  return `connection ${flow.id}  ${formatSocket(flow.client)} ${arrow} ${formatSocket(flow.server)}`;
}

/** The facts of the line below the title. `epoch` in seconds. */
export function summaryOf({ flow, segments }: Account, epoch: number): string[] {
  const facts = [
    formatDate(epoch + Math.floor(flow.firstSeen / 1e9)),
    `${counted(segments, 'segment')} in ${formatDuration((flow.lastSeen - flow.firstSeen) / 1e9)}`,
    `${formatBytes(flow.client.bytes)} there, ${formatBytes(flow.server.bytes)} back`,
    `handshake ${flow.handshake}`,
  ];
  if (flow.closedFirst !== null)
    facts.push(flow.closedFirst === 'both' ? 'closed by both at once' : `closed first by the ${flow.closedFirst}`);
  if (flow.closedBy !== null)
    facts.push(`ended by ${flow.closedBy === 'timeout' ? 'timeout' : flow.closedBy.toUpperCase()}`);
  if (flow.incarnation > 1) facts.push(`incarnation ${flow.incarnation}`);
  if (flow.vlan.length > 0) facts.push(`vlan ${flow.vlan.join('.')}`);
  if (flow.tunnel !== null) facts.push(flow.tunnel);
  facts.push(...flow.notes);
  return facts;
}

/** What the state in which an end is left asks of somebody. */
const LEFT_IN: Readonly<Partial<Record<State, string>>> = {
  SYN_SENT: 'its SYN has had no answer: look whether something listens there, and whether a firewall lets it through',
  SYN_RCVD: 'it waits for the ACK of its SYN+ACK: lost, held back, or the accept queue is full',
  FIN_WAIT_1: 'it waits for the ACK of its FIN',
  FIN_WAIT_2:
    'it waits for the FIN of its peer; if its socket was closed, the FIN timeout ends that, if it was half-closed, nothing does',
  CLOSE_WAIT: 'its application must close() the socket; no timer of TCP ends this',
  CLOSING: 'it waits for the ACK of its FIN, after the FINs crossed',
  LAST_ACK: 'it waits for the ACK of its FIN and repeats the FIN until then',
  TIME_WAIT: 'it ends by itself, and nobody need act',
};

/** Of a client in SYN_SENT whose server has answered. */
const UNANSWERED_SYN_ACK =
  'a SYN+ACK came its way, but no ACK followed: it was lost on the way, or the ACK is held back';

/** How the ends are left when the account ends; `now` in nanoseconds since the capture's epoch. */
export function endingsOf({ flow }: Account, naming: Naming, now: number): string[] {
  const { client, server } = flow;
  return [...endingOf('client', client, server, naming, now), ...endingOf('server', server, client, naming, now)];
}

function endingOf(side: Side, end: EndpointSnapshot, peer: EndpointSnapshot, naming: Naming, now: number): string[] {
  const { state, timer, since } = end;
  const answered = state === 'SYN_SENT' && peer.state === 'SYN_RCVD';
  const asks = answered ? UNANSWERED_SYN_ACK : state === null ? undefined : LEFT_IN[state];
  if (state === null || asks === undefined) return [];
  const age = since === null ? '' : ` for ${formatDuration((now - since) / 1e9)}`;
  const left = timer === null ? '' : `; timer ${timer.name}: ${formatDuration(timer.remaining)} left`;
  return [`${side} has been in ${spellState(state, naming)}${age}: ${asks}${left}`];
}
