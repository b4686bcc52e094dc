/** An end has not closed although its peer has. */
import type { Endpoint } from '../endpoint.ts';
import { Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import { Mark } from '../marks.ts';
import { StateCode } from '../states.ts';
import { endThat, type Rule, SECOND, type Sighting, sightedBy } from './rule.ts';

/** An application that closes does so within milliseconds. */
const PATIENCE = SECOND;
/** From here on nobody waits for anything any more. */
const LONG = 60 * SECOND;

export const closeWait: Rule = {
  id: 'close-wait',
  severity: 'warning',
  title: 'the peer has closed, this end has not',
  explanation:
    'The peer sent its FIN and this end is still in CLOSE_WAIT a second later or more. No timer of TCP ends that: the ' +
    'socket and its descriptor stay until the application calls close(). Packets show that it does not close, not why: ' +
    'it may have read the end of the stream and forgotten close(), may not read at all, or may not have accepted the connection.',
  who: 'the application at the end in CLOSE_WAIT',
  action:
    'Run tcpstate diagnose on that host: it names the process and which of the three causes it is. Look for a path that returns without close(), often after an error.',
  look: lookForCloseWait,
  judge: ({ oldest }, { end }) => (end - oldest >= LONG ? { severity: 'error' } : {}),
};

/** An end that waits for its application to close. */
export function lookForCloseWait(flow: FlowCursor): Sighting | null {
  const waits = (end: Endpoint, peer: Endpoint): boolean =>
    end.state === StateCode.CLOSE_WAIT &&
    flow.now - end.timeOf(Fact.FIN_RECEIVED) >= PATIENCE &&
    !stillSends(flow, end, peer);
  return sightedBy(flow, endThat(flow, waits), Fact.FIN_RECEIVED);
}

/** A half-close that is made use of: the peer has gone on receiving data, lately. */
function stillSends(flow: FlowCursor, end: Endpoint, peer: Endpoint): boolean {
  return peer.marked(Mark.HALF_CLOSED) && peer.packets > 0 && flow.now - end.lastSeen < LONG;
}
