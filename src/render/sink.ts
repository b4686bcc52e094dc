/** Where output goes: whoever renders writes to this and nowhere else. */
export interface Sink {
  /** Takes text; it may be kept until `flush`. */
  text(text: string): void;
  /** Takes the octets of `bytes` from 0 to `length`, which are the caller's again afterwards. */
  bytes(bytes: Uint8Array, length: number): void;
  /** Hands on what was kept. */
  flush(): void;
}
