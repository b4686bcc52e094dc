/** Ports of this host that TIME_WAIT keeps from one server. */
import { timeWaitPressure } from '../../conntrack/findings/time-wait-pressure.ts';
import type { HostView } from '../host-view.ts';
import { findingOf, grouped, type HostRule, type SocketGroup, sideOf } from './rule.ts';

const HIGH = 0.5;
const VERY_HIGH = 0.9;

export const timeWaitPressureOfHost: HostRule = {
  kind: timeWaitPressure,
  find(view) {
    const ofClients = view.inState('TIME_WAIT').filter((socket) => sideOf(view, socket) === 'client');
    return grouped(view, ofClients)
      .filter((group) => share(view, group) >= HIGH)
      .map((group) => {
        const finding = findingOf(timeWaitPressure, view, group, () => null);
        return share(view, group) < VERY_HIGH ? finding : { ...finding, severity: 'error' };
      });
  },
};

/** Of the ephemeral ports that the namespace has. */
function share(view: HostView, { sockets }: SocketGroup): number {
  return sockets.length / (view.network(sockets[0]!.namespace)?.ephemeralPorts ?? Number.POSITIVE_INFINITY);
}
