/** What every capture file format must do: step over the records in a window and note where each frame lies. */
import type { ByteWindow } from './byte-window.ts';
import type { Packets } from './packets.ts';

export interface RecordFormat {
  /**
   * Takes whole records from the window until the batch is full, the window holds no further whole record, or the input
   * is damaged. Returns how many packets it noted, from index 0 on. Takes nothing beyond damage, however often it is asked.
   */
  take(window: ByteWindow, packets: Packets): number;
  /** Why the record at the window's start is no record, as half a sentence with its offset; null where all is well. */
  readonly damage: string | null;
  /** Where, and in what, the input is cut off if it ends here, as half a sentence; null between two records. */
  cutOff(window: ByteWindow): string | null;
}

/** libpcap's MAXIMUM_SNAPLEN: no program captures more of a packet unless the file says so. */
export const LARGEST_CAPTURE = 262144;
