/** How a table looks here: on this terminal or in this pipe, in this environment. What draws for terminals is loaded only for them. */

import { wantsColours } from '../src/render/colour-choice.ts';
import type { TableStyle } from '../src/render/formats/output.ts';
import { glyphsFor } from '../src/render/glyphs.ts';
import { RowBytes } from '../src/render/row-bytes.ts';
import { isTerminal, STDOUT, terminalColumns } from '../src/render/terminal.ts';
import { plainTheme, type Theme } from '../src/render/tone.ts';
import type { AnalyzeOptions } from './options/analyze-options.ts';

type StyleOptions = Pick<AnalyzeOptions, 'color' | 'wide' | 'header' | 'names'>;

export async function tableStyle({ color, wide, header, names }: StyleOptions): Promise<TableStyle> {
  const terminal = isTerminal(STDOUT);
  const theme = await chosenTheme(color);
  return {
    naming: names,
    theme,
    columns: terminal && !wide ? terminalColumns(STDOUT) : Infinity,
    header,
    rows: terminal || theme.coloured ? await gridRows() : (options) => new RowBytes(options),
  };
}

/** The theme for standard output; `color` is `--color`, `--no-color` or neither. */
export async function chosenTheme(color: boolean | undefined): Promise<Theme> {
  const glyphs = glyphsFor(process.env);
  if (!wantsColours(color, process.env, isTerminal(STDOUT))) return plainTheme(glyphs);
  const { colourTheme } = await import('../src/render/theme.ts');
  return colourTheme(glyphs);
}

async function gridRows(): Promise<TableStyle['rows']> {
  const { Grid } = await import('../src/render/grid.ts');
  return (options) => new Grid(options);
}
