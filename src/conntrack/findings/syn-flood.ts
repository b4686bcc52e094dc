import { Fact } from '../facts.ts';
import { type Rule, SECOND, sightedBy } from './rule.ts';

const FEWEST = 100;
/** A second. */
const LEAST_RATE = 10;

export const synFlood: Rule = {
  id: 'syn-flood',
  severity: 'error',
  title: 'SYN flood: handshakes that are not finished',
  explanation:
    'At least 100 handshakes, 10 a second or more, were answered and never finished: the client said nothing after its SYN. The source addresses of a flood are mostly ' +
    'forged. The server keeps each one half open until its timer runs out, about a minute on Linux, or answers with SYN cookies.',
  who: 'whoever runs the server, or the network before it',
  action:
    'Check that net.ipv4.tcp_syncookies is 1; filter upstream. If the clients are your own, see where their ACKs are lost.',
  ofMany: true,
  look(flow) {
    const { client, server } = flow;
    const unfinished =
      server.has(Fact.SYNACK_SENT) &&
      !client.has(Fact.ESTABLISHED) &&
      client.packets > 0 &&
      client.packets === flow.syns(client);
    return unfinished ? sightedBy(flow, 'server', Fact.SYNACK_SENT) : null;
  },
  judge({ count, oldest, latest }) {
    const seconds = Math.max(1, (latest - oldest) / SECOND);
    return count >= FEWEST && count / seconds >= LEAST_RATE ? {} : null;
  },
};
