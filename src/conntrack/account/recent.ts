/** The latest segments that an endpoint sent, to tell which of them is sent again. */

const MOST = 32;

interface Sent {
  readonly seq: number;
  /** Behind what it carried, SYN and FIN counted. */
  readonly end: number;
  readonly ack: number;
  readonly packet: number;
  readonly time: number;
}

export class Recent {
  readonly #sent: Sent[] = [];
  #next = 0;

  add(sent: Sent): void {
    this.#sent[this.#next] = sent;
    this.#next = (this.#next + 1) % MOST;
  }

  /** The earliest one remembered that carried the sequence number; null for none. */
  first(seq: number): Sent | null {
    return this.#earliest((sent) => ((seq - sent.seq) | 0) >= 0 && ((sent.end - seq) | 0) > 0);
  }

  /** The one that an exact copy is of. */
  original(seq: number, end: number, ack: number): Sent | null {
    return this.#earliest((sent) => sent.seq === seq && sent.end === end && sent.ack === ack);
  }

  #earliest(fits: (sent: Sent) => boolean): Sent | null {
    let found: Sent | null = null;
    for (const sent of this.#sent) {
      if ((found === null || sent.packet < found.packet) && fits(sent)) found = sent;
    }
    return found;
  }
}
