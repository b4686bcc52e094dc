/** Connections of which packets and the kernel tell two different things: something stands between the capture point and TCP. */
import type { Evidence, Finding, FindingKind } from '../../conntrack/findings/finding.ts';
import type { State } from '../../conntrack/states.ts';
import type { HostView } from '../host-view.ts';
import { type HostSocket, pairOf } from '../socket.ts';
import type { Ending, Wire, WireEnd } from '../wire.ts';
import { findingOf, grouped, type HostRule, sincePeerSpoke } from './rule.ts';

const kind: FindingKind = {
  id: 'kernel-differs',
  severity: 'warning',
  title: 'packets and the kernel differ',
  explanation:
    'Packets on an interface of this host show that a connection is closed, in one direction or both, and the kernel still has it open a second later or more; or the kernel has the ' +
    'FIN of a peer that no packet shows. Both look at the same connection, from either side of the firewall.',
  who: 'whoever runs this host or its firewall',
  action:
    'See what stands between the interface and TCP: nft list ruleset, iptables-save, tc and XDP programs; nstat -az counts what TCP refuses (TcpInCsumErrors, TcpExtPAWSEstab).',
};

const NOT_DELIVERED: FindingKind = {
  ...kind,
  title: 'a FIN or RST passed the interface, and the kernel never got it',
  explanation:
    'The peer has closed or reset the connection, as the packets show, with everything before that, and the kernel has it open a second later or more. The capture point is in front of the firewall: what ' +
    'nftables, tc or XDP drops is captured and does not arrive. TCP itself refuses segments with a wrong checksum or an old timestamp. The application is not told; it waits for a peer that is gone.',
};
const NOT_SENT: FindingKind = {
  ...kind,
  title: 'a FIN or RST left in the name of a socket that did not send it',
  explanation:
    'The packets show that this end has closed or reset the connection, and the kernel has its socket open a second later or more. A firewall that rejects with a reset does that, and whoever else sends in the ' +
    'name of this host. The peer takes the connection for closed; the application here does not know.',
};
const NOT_CAPTURED: FindingKind = {
  ...kind,
  title: 'the kernel has a FIN that the capture does not show',
  explanation:
    'The socket is in CLOSE_WAIT, and no packet shows a FIN, although the connection was captured from its SYN on and nothing is known to be missing. The FIN came another way: by another interface, or out of a tunnel.',
  action: 'Capture on any interface, and see whether routes have changed.',
};

/** What the kernel takes for open, and what it takes for open by the peer, or by this end. */
const OPEN: readonly State[] = ['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'LAST_ACK'];
const OPEN_BY_PEER: readonly State[] = ['ESTABLISHED', 'FIN_WAIT_1', 'FIN_WAIT_2'];
const OPEN_BY_THIS_END: readonly State[] = ['ESTABLISHED', 'CLOSE_WAIT'];

/** What is younger may be on its way. */
const PATIENCE = 1e9;

export const kernelDiffers: HostRule = {
  kind,
  variants: [NOT_DELIVERED, NOT_SENT, NOT_CAPTURED],
  find(view) {
    const { wire } = view;
    if (wire === null) return [];
    const sockets = new Map(
      view.sockets
        .filter(({ namespace }) => namespace === wire.namespace)
        .map((socket) => [pairOf(socket), socket] as const),
    );
    // Of two connections on the same pair of sockets the later one counts.
    const latest = new Map(wire.ends.toSorted((a, b) => a.flow - b.flow).map((end) => [pairOf(end), end] as const));
    const found = new Map<FindingKind, Map<HostSocket, Difference>>();
    for (const [key, end] of latest) {
      const socket = sockets.get(key);
      const difference = socket === undefined ? null : differenceOf(view, wire, socket, end);
      if (difference === null) continue;
      const ofKind = found.get(difference.kind) ?? new Map<HostSocket, Difference>();
      found.set(difference.kind, ofKind.set(socket!, difference));
    }
    return [...found].flatMap(([each, ofKind]) => told(each, view, ofKind));
  },
};

interface Difference {
  readonly kind: FindingKind;
  readonly end: WireEnd;
  /** The segment that only one of them knows; null for one that is not captured. */
  readonly ending: Ending | null;
}

function differenceOf(view: HostView, wire: Wire, socket: HostSocket, end: WireEnd): Difference | null {
  if (!isQuiet(view, wire, socket) || !(view.knew(socket) || end.isWhole)) return null;
  const { sent, received } = end;
  const isOld = ({ time }: Ending): boolean => view.now - time >= PATIENCE;
  const { state } = socket;
  if (received !== null && isOld(received) && (received.what === 'RST' ? OPEN : OPEN_BY_PEER).includes(state)) {
    // What the application does not read leaves TCP no room to take more.
    return socket.receiveQueue > 0 ? null : { kind: NOT_DELIVERED, end, ending: received };
  }
  if (sent !== null && isOld(sent) && (sent.what === 'RST' ? OPEN : OPEN_BY_THIS_END).includes(state)) {
    return { kind: NOT_SENT, end, ending: sent };
  }
  const isUnseen = state === 'CLOSE_WAIT' && !end.isEnding && end.isWhole && wire.isComplete;
  return isUnseen ? { kind: NOT_CAPTURED, end, ending: null } : null;
}

/** Whether the peer was last heard before the capture ended: the socket has not moved since. */
function isQuiet(view: HostView, wire: Wire, socket: HostSocket): boolean {
  const heard = sincePeerSpoke(socket);
  const sinceCapture = (view.now - wire.until) / 1e9;
  return heard !== null && heard >= Math.max(1, sinceCapture) + view.blur;
}

function told(each: FindingKind, view: HostView, differences: ReadonlyMap<HostSocket, Difference>): Finding[] {
  return grouped(view, [...differences.keys()]).map((group) => {
    const ofGroup = group.sockets.map((socket) => [socket, differences.get(socket)!] as const);
    const ages = ofGroup.map(([socket, { ending }]) =>
      ending === null ? sincePeerSpoke(socket) : (view.now - ending.time) / 1e9,
    );
    const ageOf = (socket: HostSocket): number | null => ages[group.sockets.indexOf(socket)] ?? null;
    const finding = findingOf(each, view, group, ageOf);
    const shown = ofGroup.slice(0, finding.evidence.length).map(([socket, difference]) => bothSay(socket, difference));
    return {
      ...finding,
      flows: ofGroup.map(([, { end }]) => end.flow),
      evidence: finding.evidence.flatMap((ofSocket, i) => [shown[i]!, ofSocket]),
    };
  });
}

function bothSay({ state }: HostSocket, { end, ending, kind: { title } }: Difference): Evidence {
  const packets = end.state === null ? 'nothing' : `${end.state} (${end.certainty})`;
  const what = ending === null ? title : `${ending.what} ${ending === end.received ? 'to' : 'from'} this end`;
  return { flow: end.flow, packet: ending?.packet ?? null, note: `${what}; packets: ${packets}, kernel: ${state}` };
}
