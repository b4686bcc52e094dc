/** What a recorder is told. */

/** What a recorder is to record, and how. */
export interface Recipe {
  /** Its name as the system knows it, or `any`. */
  readonly interface: string;
  /** In libpcap's syntax; empty for everything. */
  readonly filter: string;
  /** Octets kept of each packet. */
  readonly snapLength: number;
  /** Buffer in the kernel, in KiB. */
  readonly buffer: number;
  readonly promiscuous: boolean;
}
