/** How much a connection asks of somebody: what needs a look comes first. */
import { Note } from './notes.ts';
import { StateCode } from './states.ts';

/** By state: an application that must close, then what hangs, then what passes by itself. */
const BY_STATE: Readonly<Record<number, number>> = {
  [StateCode.CLOSE_WAIT]: 90,
  [StateCode.LAST_ACK]: 80,
  [StateCode.CLOSING]: 75,
  [StateCode.FIN_WAIT_1]: 70,
  [StateCode.SYN_RCVD]: 65,
  [StateCode.SYN_SENT]: 60,
  [StateCode.FIN_WAIT_2]: 50,
  [StateCode.ESTABLISHED]: 20,
  [StateCode.TIME_WAIT]: 10,
};

const TROUBLE =
  Note.refused |
  Note['syn-unanswered'] |
  Note['rst-after-fin'] |
  Note['rst-rejected'] |
  Note['time-wait-collision'] |
  Note['synack-repeated'];

/** One end is gone and the other does not know. */
const HALF_OPEN = 55;
const TROUBLED = 40;
/** Open, but what is sent must be sent again. */
const RETRANSMITTING = 30;

/** Higher the more somebody must act; `notes` are bits of `Note`, `retransmitted` says whether either end sent data again. */
export function attention(client: StateCode, server: StateCode, notes: number, retransmitted: boolean): number {
  let most = Math.max(BY_STATE[client] ?? 0, BY_STATE[server] ?? 0);
  if (isHalfOpen(client, server) || isHalfOpen(server, client)) most = Math.max(most, HALF_OPEN);
  if (retransmitted && client === StateCode.ESTABLISHED && server === client) most = RETRANSMITTING;
  return (notes & TROUBLE) !== 0 ? Math.max(most, TROUBLED) + 1 : most;
}

function isHalfOpen(one: StateCode, other: StateCode): boolean {
  return one === StateCode.CLOSED && other >= StateCode.SYN_RCVD && other < StateCode.TIME_WAIT;
}
