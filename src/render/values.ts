/** Values as a notation has them: JSON, or CSV. */
import { writeCommunityId } from './community-id.ts';
import type { OctetWriter } from './octet-writer.ts';
import { writeIp4 } from './socket.ts';

export interface Notation {
  /** What stands where there is no value. */
  readonly nothing: string;
  /** What stands around words: names and addresses, in which nothing needs escaping. */
  readonly quote: string;
}

export const JSON_NOTATION: Notation = { nothing: 'null', quote: '"' };
export const CSV_NOTATION: Notation = { nothing: '', quote: '' };

export class Values {
  readonly out: OctetWriter;
  /** Whole seconds since the Unix epoch at which time 0 lies. */
  epoch = 0;
  private readonly nothing: string;
  private readonly quote: string;

  constructor(out: OctetWriter, { nothing, quote }: Notation) {
    this.out = out;
    this.nothing = nothing;
    this.quote = quote;
  }

  integer(value: number | null): void {
    if (value === null) this.out.text(this.nothing);
    else this.out.integer(value);
  }

  flag(value: boolean): void {
    this.out.text(value ? 'true' : 'false');
  }

  word(text: string | null): void {
    if (text !== null) this.out.text(this.quote);
    this.out.text(text ?? this.nothing);
    if (text !== null) this.out.text(this.quote);
  }

  ip4(address: number): void {
    this.out.text(this.quote);
    writeIp4(this.out, address);
    this.out.text(this.quote);
  }

  /** Of the two ends in `ends`, see community-id.ts. */
  communityId(ends: Int32Array, ipVersion: 4 | 6): void {
    this.out.text(this.quote);
    writeCommunityId(this.out, ends, ipVersion);
    this.out.text(this.quote);
  }

  /** Nanoseconds since the capture's epoch as seconds since the Unix epoch; nothing for NaN. */
  time(ns: number): void {
    this.micros(this.epoch * 1e6 + Math.round(ns / 1e3));
  }

  /** Nanoseconds as seconds. */
  duration(ns: number): void {
    this.micros(Math.round(ns / 1e3));
  }

  /** Seconds; nothing for NaN. */
  seconds(seconds: number): void {
    this.micros(Math.round(seconds * 1e6));
  }

  private micros(micros: number): void {
    if (Number.isNaN(micros)) this.out.text(this.nothing);
    else this.out.seconds(micros);
  }
}
