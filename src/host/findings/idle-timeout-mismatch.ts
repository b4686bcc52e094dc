/** Open connections that are idle for longer than this host's nf_conntrack remembers. */

import type { Finding, FindingKind } from '../../conntrack/findings/finding.ts';
import { idleTimeoutMismatch } from '../../conntrack/findings/idle-timeout-mismatch.ts';
import type { HostView } from '../host-view.ts';
import type { HostSocket } from '../socket.ts';
import { findingOf, grouped, type HostRule, sincePeerSpoke } from './rule.ts';

const told: FindingKind = {
  ...idleTimeoutMismatch,
  title: 'idle for longer than nf_conntrack remembers',
  explanation:
    'The connection is open and has been silent for longer than nf_conntrack here keeps an entry, so its entry is gone. Behind NAT, or with nf_conntrack_tcp_loose=0, what either end sends next ' +
    'is dropped or refused. Keep-alive would have kept the entry, had it begun sooner.',
  action:
    'Let keep-alive begin sooner (SO_KEEPALIVE with TCP_KEEPIDLE, or net.ipv4.tcp_keepalive_time), or raise net.netfilter.nf_conntrack_tcp_timeout_established.',
};

export const idleTimeoutMismatchOfHost: HostRule = {
  kind: idleTimeoutMismatch,
  variants: [told],
  find: (view) =>
    grouped(
      view,
      view.inState('ESTABLISHED').filter((socket) => isForgotten(view, socket)),
    ).map((group): Finding => {
      const { conntrackTimeout, keepAliveTime } = view.network(group.sockets[0]!.namespace)!;
      const numbers = ` Here it forgets after ${conntrackTimeout} s, and keep-alive begins after ${keepAliveTime} s unless the application sets another time.`;
      return findingOf({ ...told, explanation: told.explanation + numbers }, view, group, sincePeerSpoke);
    }),
};

function isForgotten(view: HostView, { namespace, idle }: HostSocket): boolean {
  const timeout = view.network(namespace)?.conntrackTimeout ?? null;
  return timeout !== null && idle !== null && Math.min(idle.dataSent, idle.ackReceived) > timeout + view.blur;
}
