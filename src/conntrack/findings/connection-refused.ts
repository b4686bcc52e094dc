/** A SYN is answered by RST. */
import { Fact } from '../facts.ts';
import { Note } from '../notes.ts';
import type { Rule } from './rule.ts';

export const connectionRefused: Rule = {
  id: 'connection-refused',
  severity: 'warning',
  title: 'connection refused',
  explanation:
    'The SYN was answered by RST: nothing listens on that port, or a firewall rejects it. connect() fails with ECONNREFUSED.',
  who: 'whoever runs the server',
  action: 'Check that the service runs and listens on this address and port (ss -ltn), not only on the loopback.',
  look(flow) {
    const { client } = flow;
    if ((flow.noteBits & Note.refused) === 0) return null;
    return client.has(Fact.CLOSED)
      ? { side: 'server', since: client.timeOf(Fact.CLOSED), proof: ['client', Fact.CLOSED] }
      : { side: 'server', since: flow.firstSeen, proof: null };
  },
};
