/** What is worth a remark about a flow: names that stay, one bit each, in the order in which they are printed. */

/** Names and meanings; the place is the bit. */
export const NOTES = [
  ['refused', 'a SYN was answered by RST'],
  ['syn-unanswered', 'no SYN was ever answered'],
  ['mid-stream', 'the capture began after the handshake'],
  ['one-sided', 'only one direction was captured'],
  ['simultaneous-open', 'both ends sent a SYN'],
  ['simultaneous-close', 'the FINs crossed'],
  ['self-connect', 'both ends are the same socket'],
  ['fast-open', 'data travelled in the SYN (RFC 7413)'],
  [
    'half-closed',
    'data was acknowledged after a FIN the other way, or a process still holds a socket that has sent its FIN',
  ],
  ['rst-after-fin', 'a RST ended the connection after a FIN'],
  ['rst-rejected', 'an endpoint spoke on after a RST that it should have obeyed'],
  ['rst-ignored', 'a RST did not fit the receive window or was not exact (RFC 5961)'],
  ['rst-forged', 'a RST that nothing provoked, from an endpoint that is otherwise alive'],
  ['time-wait-reuse', 'a new connection took over a pair that was still in TIME_WAIT'],
  ['time-wait-assassinated', 'a RST ended TIME_WAIT (RFC 1337)'],
  ['time-wait-collision', 'a SYN met the old connection in TIME_WAIT and was answered by an ACK of it'],
  ['syn-on-live', 'a SYN came on a connection that was alive'],
  ['synack-repeated', 'the SYN+ACK was sent again after the ACK: lost ACK, full accept queue or deferred accept'],
  ['fin-missed', 'a FIN was acknowledged that was never seen'],
  ['gap', 'data was acknowledged that was never seen'],
  ['foreign', 'segments far outside the window: forged, or of another connection'],
  ['bad-flags', 'flags that no TCP sends'],
  ['old-duplicate', 'a late segment of an earlier connection on the same pair'],
  ['unwatched', 'packets were missed since its latest one: it may have gone on without us'],
] as const;

export type NoteName = (typeof NOTES)[number][0];

/** The bit of each note. */
export const Note: Readonly<Record<NoteName, number>> = Object.fromEntries(
  NOTES.map(([name], bit) => [name, 1 << bit]),
) as Record<NoteName, number>;

/** Lists of names already made: there are few, and tables ask for them row by row. */
const LISTS = new Map<number, readonly NoteName[]>([[0, []]]);
const MOST_LISTS = 4096;

/** The names of the notes in a word. */
export function noteNames(notes: number): readonly NoteName[] {
  let names = LISTS.get(notes);
  if (names === undefined) {
    names = NOTES.filter((_, bit) => (notes >> bit) & 1).map(([name]) => name);
    if (LISTS.size < MOST_LISTS) LISTS.set(notes, names);
  }
  return names;
}
