/** Listeners whose accept queue is full. */
import type { Finding, FindingKind } from '../../conntrack/findings/finding.ts';
import type { HostView } from '../host-view.ts';
import type { HostSocket } from '../socket.ts';
import { findingOf, type HostRule } from './rule.ts';

const kind: FindingKind = {
  id: 'accept-queue-full',
  severity: 'error',
  title: 'accept queue full: the application does not accept',
  explanation:
    'More connections wait to be accepted than the listener allows. New ones are dropped when their handshake ends: the client ' +
    'takes the connection for open, the server repeats its SYN+ACK, and the client hangs.',
  who: 'the application that listens',
  action:
    'See why it does not call accept(): blocked, too slow, or out of descriptors. A longer queue (listen(2), net.core.somaxconn) helps against bursts only.',
};

export const acceptQueueFull: HostRule = {
  kind,
  find: (view) =>
    view
      .inState('LISTEN')
      .filter((socket) => isFull(view, socket))
      .map((socket) => told(view, socket)),
};

/** One more than the limit is let in; at the limit it is full if connections were dropped meanwhile. */
function isFull(view: HostView, { receiveQueue, sendQueue, namespace }: HostSocket): boolean {
  return receiveQueue > sendQueue || (receiveQueue > 0 && receiveQueue === sendQueue && view.overflows(namespace) > 0);
}

function told(view: HostView, listener: HostSocket): Finding {
  const { receiveQueue, sendQueue, namespace } = listener;
  const group = { side: 'server', process: view.owner(listener), sockets: [listener] } as const;
  const dropped = view.overflows(namespace);
  const numbers = ` Here ${receiveQueue} wait and ${sendQueue} may; ${dropped} were dropped between the looks in this network namespace.`;
  const finding = findingOf({ ...kind, explanation: kind.explanation + numbers }, view, group, () => null);
  const { process } = group;
  return {
    ...finding,
    count: receiveQueue,
    place: {
      ...finding.place!,
      peer: null,
      process: process === null ? null : { pid: process.pid, name: process.name },
    },
  };
}
