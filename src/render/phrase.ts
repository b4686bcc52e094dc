/** A text that is written often: its UTF-8 octets, eight at a time, as doubles. */

export const SPACE = 0x20;

/** Made once, written many times by `OctetWriter.phrase`. */
export interface Phrase {
  /** Octets of the text. */
  readonly length: number;
  /** How many of them are not the first of a character. */
  readonly unseen: number;
  /**
   * The octets in eights, the last filled up with spaces; what is written next stands over those. A double has eight octets
   * and is stored at once. None is a NaN, of which an engine may change the octets: in UTF-8 that would take a DEL.
   */
  readonly eights: Float64Array;
}

export function phrase(text: string): Phrase {
  const octets = new TextEncoder().encode(text);
  if (text.includes('\x7f')) throw new RangeError('a phrase holds no DEL');
  const view = new DataView(new ArrayBuffer(Math.ceil(octets.length / 8) * 8));
  for (let i = 0; i < view.byteLength; i++) view.setUint8(i, octets[i] ?? SPACE);
  return {
    length: octets.length,
    unseen: octets.filter((octet) => (octet & 0xc0) === 0x80).length,
    eights: Float64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(i * 8, true)),
  };
}

const KNOWN = new Map<string, Phrase>();

/** The phrase of a text of which there are few: it is made once. */
export function phraseOf(text: string): Phrase {
  let known = KNOWN.get(text);
  if (known === undefined) {
    known = phrase(text);
    KNOWN.set(text, known);
  }
  return known;
}
