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

/** Higher the more somebody must act; `notes` are bits of `Note`. */
export function attention(client: StateCode, server: StateCode, notes: number): number {
  const most = Math.max(BY_STATE[client] ?? 0, BY_STATE[server] ?? 0);
  return (notes & TROUBLE) !== 0 ? Math.max(most, 40) + 1 : most;
}
