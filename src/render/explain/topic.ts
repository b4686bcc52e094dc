/** What an explanation is made of: the same parts in every language. */

export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

export interface Text {
  readonly title: string;
  /** The question that is asked about it again and again. */
  readonly question?: string;
  /** What it means, a paragraph each. */
  readonly means: readonly string[];
  readonly act?: string;
  readonly ends?: string;
  /** Which option or setting really governs it. */
  readonly governs?: string;
  /** What is told of it but is not so. */
  readonly myth?: string;
}

export interface Topic {
  /** What it is called on the command line, in small letters with hyphens. */
  readonly id: string;
  /** Other names: those of notes and findings, and what people type. */
  readonly also: readonly string[];
  /** Name of an example in examples.ts. */
  readonly example?: string;
  readonly see: readonly string[];
  readonly text: Readonly<Record<Language, Text>>;
}
