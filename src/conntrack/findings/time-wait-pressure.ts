/** A client closes first so often that its ports in TIME_WAIT run short. */
import { Fact, PASSIVE } from '../facts.ts';
import { type Rule, SECOND, sightedBy } from './rule.ts';

/** Linux: ip_local_port_range 32768 to 60999, and TIME_WAIT lasts 60 s. */
const PORTS = 28_232;
const TWO_MSL = 60 * SECOND;
const HIGH = 0.5;
const VERY_HIGH = 0.9;

export const timeWaitPressure: Rule = {
  id: 'time-wait-pressure',
  severity: 'warning',
  title: 'ports in TIME_WAIT run short',
  explanation:
    'The end that closes first keeps the pair of sockets in TIME_WAIT for 2MSL. Here the client does, and in some 60 seconds it closed more ' +
    'connections to one server than half of the usual 28,232 ephemeral ports. When none is left, connect() fails with EADDRNOTAVAIL.',
  who: 'the application of the client',
  action:
    'Keep connections open and use them again (keep-alive, a pool), or let the server close first. net.ipv4.tcp_tw_reuse=1 and a wider ip_local_port_range help on Linux.',
  ofMany: true,
  ofSmooth: true,
  look(flow) {
    const { client, server } = flow;
    const closedFirst =
      client.has(Fact.FIN_SENT) &&
      (client.facts & PASSIVE) === 0 &&
      server.has(Fact.FIN_SENT) &&
      client.half !== server.half;
    return closedFirst ? sightedBy(flow, 'client', Fact.FIN_SENT) : null;
  },
  judge({ count, spread }) {
    const most = spread.mostWithin(TWO_MSL);
    const share = most / PORTS;
    if (share < HIGH) return null;
    const numbers = `The client closed ${count} connections to this server first, at most ${Math.round(most)} within 60 seconds: ${Math.round(share * 100)} % of those ports.`;
    const explanation = `${timeWaitPressure.explanation} ${numbers}`;
    return share < VERY_HIGH ? { explanation } : { severity: 'error', explanation };
  },
};
