/** Sockets that were closed one way by shutdown(). */
import { halfClosed } from '../../conntrack/findings/half-closed.ts';
import { findingOf, grouped, type HostRule, happenedBetween, sincePeerSpoke } from './rule.ts';

const told = {
  ...halfClosed,
  title: 'half-closed by shutdown(): no timer will end it',
  explanation:
    'A process still holds the socket, so this is no orphan: it called shutdown() and waits for the peer, which has been silent since ' +
    'before the first look. No timer ends that.',
};

export const halfClosedOfHost: HostRule = {
  kind: halfClosed,
  variants: [told],
  find(view) {
    const silent = view
      .inState('FIN_WAIT_2')
      .filter((socket) => socket.inode !== 0 && view.before(socket) && !happenedBetween(view, socket, 'ackReceived'));
    return grouped(view, silent).map((group) => findingOf(told, view, group, sincePeerSpoke));
  },
};
