/** Connections kept as rows, each with how grave it is what is wrong with it. */
import type { Severity } from '../../conntrack/findings/finding.ts';
import { gravest } from '../../conntrack/findings/list.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRows } from '../../conntrack/flow-rows.ts';
import type { ScreenRow } from './picture.ts';

export class MarkedRows {
  readonly rows: FlowRows;
  readonly #troubles: (Severity | null)[] = [];

  /** @param rows where they are kept, still empty */
  constructor(rows: FlowRows) {
    this.rows = rows;
  }

  /** Keeps a connection; `findings` are the ids of what is wrong with it. */
  add(cursor: FlowCursor, findings: readonly string[]): void {
    this.rows.add(cursor);
    this.#troubles.push(gravest(findings));
  }

  row(i: number): ScreenRow {
    return { ...this.rows.row(i), trouble: this.#troubles[i]! };
  }
}
