/**
 * Options at the end of a pcapng block (draft-ietf-opsawg-pcapng §3.5): code, length and value, padded to four octets.
 *
 * Lengths that do not fit end the list: options only add to what a block says.
 */

/** Option codes that matter here, by the block that they stand in. */
export const OPTION = {
  ifName: 2,
  ifTsResolution: 9,
  ifTsOffset: 14,
  isbInterfaceDrops: 5,
  isbSystemDrops: 7,
} as const;

/** One option: where its value lies. */
export interface Option {
  readonly code: number;
  readonly at: number;
  readonly length: number;
}

/** The options that lie from `at` up to `end`. */
export function* options(view: DataView, at: number, end: number, littleEndian: boolean): Generator<Option> {
  while (at + 4 <= end) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const value = at + 4;
    if (code === 0 || value + length > end) return;
    yield { code, at: value, length };
    at = value + ((length + 3) & ~3);
  }
}
