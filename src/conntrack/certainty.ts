/** How sure a fact is, strongest first. */
export const CERTAINTIES = ['seen', 'presumed', 'inferred', 'timer', 'kernel'] as const;

/**
 * - `seen`: the endpoint itself sent proof
 * - `presumed`: a segment toward it passed the capture point
 * - `inferred`: mid-stream, gap, or one-sided capture
 * - `timer`: a timer of the chosen profile ran out
 * - `kernel`: read from this host's socket table
 */
export type Certainty = (typeof CERTAINTIES)[number];
