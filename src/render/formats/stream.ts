/** What happens, one readable line each as it becomes known, and a summary at the end: `watch` into a pipe or a plain terminal. */
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import { type Naming, type State, spellState } from '../../conntrack/states.ts';
import { mark, UNTOLD } from '../marks.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import type { Sink } from '../sink.ts';
import { summaryLines } from '../summary-lines.ts';
import { epochSeconds } from '../time.ts';
import type { Theme } from '../tone.ts';
import type { Output } from './output.ts';

export interface StreamStyle {
  readonly naming: Naming;
  readonly theme: Theme;
}

export function openStream(sink: Sink, { naming, theme }: StreamStyle): Output {
  let epoch = 0;
  const spell = (state: State | null): string => (state === null ? UNTOLD : spellState(state, naming));
  const clock = (ns: number): string => new Date(epochSeconds(epoch, ns) * 1e3).toISOString().slice(11, 23);
  return {
    begin(capture: CaptureFacts) {
      epoch = capture.epoch;
    },
    transition({ time, flow, endpoint, from, to, cause, certainty }: Transition) {
      const move = `${spell(from)} ${theme.glyphs.arrow} ${spell(to)}${mark(certainty, theme.glyphs)}`;
      sink.text(`${clock(time)}  #${flow}  ${endpoint}  ${move}  ${cause}\n`);
    },
    flow(flow: FlowCursor) {
      const { id, client, server, closedBy, lastSeen } = flow.snapshot();
      const ends = `${place(client)} ${spell(client.state)} ${theme.glyphs.arrow} ${place(server)} ${spell(server.state)}`;
      sink.text(`${clock(lastSeen)}  #${id}  ${ends}  ${closedBy === null ? 'still open' : `closed by ${closedBy}`}\n`);
    },
    pause: () => sink.flush(),
    end(capture: CaptureFacts, totals: Totals) {
      sink.text(`${summaryLines(capture, totals, { naming, theme, columns: Infinity }).join('\n')}\n`);
      sink.flush();
    },
  };
}

function place({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
