/** Timelines for programs: docs/output.schema.json, `timelines`. Every connection has its own lines, merged or not. */
import type { Account, AccountLine, EndAfter, Remark } from '../../conntrack/account/lines.ts';
import { sectionOf } from '../../conntrack/transitions.ts';
import { flowRecord } from '../flow-record.ts';
import { captureRecord, type Fields, SCHEMA, transitionRecord } from '../records.ts';
import { epochSeconds, micros } from '../time.ts';
import { clock } from './clock.ts';
import { endingsOf } from './heading.ts';
import { remarkText } from './remark-words.ts';
import type { Telling } from './telling.ts';

export function* write(telling: Telling): Generator<string> {
  yield `{"schema":${SCHEMA},"capture":${JSON.stringify(captureRecord(telling.capture))},"timelines":[`;
  let separator = '\n';
  for (const account of telling.accounts) {
    yield separator;
    separator = ',\n';
    yield* timeline(account, telling);
  }
  yield '\n]}\n';
}

function* timeline(account: Account, { capture }: Telling): Generator<string> {
  const { flow, segments, began, lines, findings } = account;
  const { epoch } = capture;
  const record = flowRecord(flow, epoch, findings);
  const endings = endingsOf(account, 'rfc', capture.end ?? flow.lastSeen);
  yield `{"flow":${JSON.stringify(record)},"segments":${segments},"began":${JSON.stringify(began)},`;
  yield `"endings":${JSON.stringify(endings)},"lines":[`;
  let separator = '\n';
  for (const line of lines) {
    yield `${separator}${JSON.stringify(lineRecord(line, epoch))}`;
    separator = ',\n';
  }
  yield ']}';
}

function lineRecord(line: AccountLine, epoch: number): Fields {
  return {
    kind: line.kind,
    time: epochSeconds(epoch, line.time),
    ...ownFields(line, epoch),
    client: endRecord(line.client),
    server: endRecord(line.server),
    moves: line.moves.map((move) => ({
      ...transitionRecord(move, epoch),
      section: sectionOf(move.from, move.cause, move.to),
    })),
    remarks: line.remarks.map((remark) => remarkRecord(remark, epoch)),
  };
}

function ownFields(line: AccountLine, epoch: number): Fields {
  switch (line.kind) {
    case 'segment': {
      const { packet, from, flags, seq, length, ack, window, options, steps } = line;
      return { packet, from, flags, seq, length, ack, window, options, steps };
    }
    case 'fold': {
      const { packet, lastPacket, until, sent, counts } = line;
      return { packet, lastPacket, until: epochSeconds(epoch, until), sent, counts };
    }
    case 'event':
      return { packet: line.packet };
    case 'omitted':
      return { segments: line.segments };
  }
}

function endRecord({ state, certainty, moved, window, flight }: EndAfter): Fields {
  return { state, certainty, moved, window, flight };
}

function remarkRecord(remark: Remark, epoch: number): Fields {
  const at = clock('epoch', epoch, 0);
  const text = remarkText(remark, { naming: 'rfc', at, arrow: 'to' });
  return {
    ...remark,
    ...('seconds' in remark && remark.seconds !== null && { seconds: micros(remark.seconds) }),
    ...('until' in remark && { until: epochSeconds(epoch, remark.until) }),
    text,
  };
}
