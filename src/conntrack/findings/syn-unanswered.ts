import { Fact } from '../facts.ts';
import { Note } from '../notes.ts';
import { StateCode } from '../states.ts';
import type { Rule } from './rule.ts';

const REPEATED = 2;

export const synUnanswered: Rule = {
  id: 'syn-unanswered',
  severity: 'warning',
  title: 'no answer to SYN',
  explanation:
    'A SYN was sent again and nothing came back, not even a refusal. A firewall drops it, the host is down or unreachable, ' +
    'or its queue of half-open connections is full. connect() hangs for about two minutes on Linux, then fails with ETIMEDOUT.',
  who: 'whoever runs the server, or a firewall on the way',
  action:
    'Where others were answered at this port, its accept queue may be full: on that host, tcpstate diagnose tells. Else try another port: if that ' +
    'is answered, look at firewall rules for this one; if not, at routes and the host itself.',
  look(flow) {
    const { client, server } = flow;
    if (server.packets > 0) return null;
    const waits = client.state === StateCode.SYN_SENT && flow.syns(client) >= REPEATED;
    if (!waits && (flow.noteBits & Note['syn-unanswered']) === 0) return null;
    return { side: 'server', since: client.timeOf(Fact.SYN_SENT), proof: ['client', Fact.SYN_SENT] };
  },
};
