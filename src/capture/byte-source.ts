/** Where the octets of one input come from: a file, a stream, or another source through gunzip. */
export interface ByteSource {
  /**
   * Puts the next octets into `into`, from `at` on, and returns how many; 0 only at the end. A promise where it has to
   * wait. Never throws: what goes wrong ends the input and is told in `damage`.
   */
  read(into: Uint8Array, at: number): number | Promise<number>;
  /** What ended the input early, as half a sentence; null where nothing did. */
  readonly damage: string | null;
  /** Starts again from the first octet; false where that cannot be done. */
  rewind(): boolean;
  close(): void;
}

/** Octets of input taken so far, and in all; null where unknown. */
export interface Progress {
  read: number;
  total: number | null;
}
