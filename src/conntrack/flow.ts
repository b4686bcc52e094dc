/** A flow as one segment finds it: who sends, who receives, and what belongs to both. */
import type { Segment } from '../decode/segment.ts';
import { Endpoint } from './endpoint.ts';
import { Cold, FLOW_WORDS, FlowFlag, HALF_WORDS, Hot, INCARNATION_SHIFT } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';
import type { NoteProof, NoteProofs, ProvedNote } from './note-proofs.ts';
import { Note } from './notes.ts';

const FLAG_BITS = (1 << INCARNATION_SHIFT) - 1;

export class Flow {
  readonly table: FlowTable;
  /** The endpoint that sent this segment, and the other one. The same one twice where a socket talks to itself. */
  readonly sender: Endpoint;
  readonly receiver: Endpoint;
  index = 0;
  /** Where its flags are. */
  private flagsAt = 0;
  private readonly words: Int32Array;
  /** Where its record begins. */
  private recordAt = 0;
  private readonly noteProofs: NoteProofs;

  constructor(table: FlowTable, evidence: Int32Array | null, noteProofs: NoteProofs) {
    this.table = table;
    this.noteProofs = noteProofs;
    this.words = table.words;
    this.sender = new Endpoint(table, evidence);
    this.receiver = new Endpoint(table, evidence);
  }

  /** Moves the cursor. */
  at(index: number, senderHalf: number): void {
    this.index = index;
    this.recordAt = index * FLOW_WORDS;
    this.flagsAt = this.recordAt + HALF_WORDS + Hot.FLAGS;
    this.sender.at(index, senderHalf);
    this.receiver.at(index, this.is(FlowFlag.SELF) ? senderHalf : senderHalf ^ 1);
  }

  /** Bits of `FlowFlag`. */
  private get flags(): number {
    return this.words[this.flagsAt]!;
  }
  private set flags(bits: number) {
    this.words[this.flagsAt] = bits;
  }

  is(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  set(flag: number): void {
    this.flags |= flag;
  }

  clear(flag: number): void {
    this.flags &= ~flag;
  }

  /** Half of the client. */
  get clientHalf(): number {
    return this.is(FlowFlag.CLIENT) ? 1 : 0;
  }
  set clientHalf(half: number) {
    if (half === 1) this.set(FlowFlag.CLIENT);
    else this.clear(FlowFlag.CLIENT);
  }

  get number(): number {
    return this.words[this.recordAt + Cold.NUMBER]!;
  }

  port(half: number): number {
    const ports = this.words[this.recordAt + Hot.PORTS]!;
    return half === 0 ? ports >>> 16 : ports & 0xffff;
  }

  get scope(): number {
    return this.words[this.recordAt + Hot.SCOPE]!;
  }

  get notes(): number {
    return this.words[this.recordAt + Cold.NOTES]!;
  }

  note(name: keyof typeof Note): void {
    this.words[this.recordAt + Cold.NOTES]! |= Note[name];
  }

  /** Notes it, and keeps which segment shows it. */
  noteBy(name: ProvedNote, segment: Segment): void {
    this.note(name);
    this.noteProofs.keep(this.index, name, segment);
  }

  /** What is known of the segments that showed its notes. */
  get proofs(): readonly NoteProof[] {
    return this.noteProofs.of(this.index);
  }

  noted(name: keyof typeof Note): boolean {
    return (this.notes & Note[name]) !== 0;
  }

  get incarnation(): number {
    return this.flags >>> INCARNATION_SHIFT;
  }
  set incarnation(count: number) {
    this.flags = (this.flags & FLAG_BITS) | (count << INCARNATION_SHIFT);
  }

  /** The other connection on the same pair that is remembered, see `Cold.RELATED`; NONE for none. */
  get related(): number {
    return this.words[this.recordAt + Cold.RELATED]!;
  }
  set related(flow: number) {
    this.words[this.recordAt + Cold.RELATED] = flow;
  }

  /** Its record in the anomalies, or NONE. */
  get anomalies(): number {
    return this.words[this.recordAt + Cold.ANOMALIES]!;
  }
  set anomalies(record: number) {
    this.words[this.recordAt + Cold.ANOMALIES] = record;
  }

  /** SEG.SEQ of the RST by which an endpoint last gave the connection up. */
  get rstSeq(): number {
    return this.words[this.recordAt + Cold.RST_SEQ]!;
  }
  set rstSeq(seq: number) {
    this.words[this.recordAt + Cold.RST_SEQ] = seq;
  }
}
