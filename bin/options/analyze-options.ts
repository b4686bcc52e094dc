/** The options of `tcpstate analyze` as they come from the command line, and what they mean to the formats. */
import { TcpstateError } from '../../src/errors.ts';
import { type Filter, type FlowCriterion, flowFilter } from '../../src/render/filter.ts';
import { FORMATS } from '../../src/render/formats/list.ts';
import type { Format } from '../../src/render/formats/output.ts';
import { type Order, SORTINGS, USUAL_ORDER } from '../../src/render/order.ts';
import { type ConnectionOptions, chosenConnections } from './connection-options.ts';
import type { NamesOption, TrackingOptions } from './tracking-options.ts';

export interface AnalyzeOptions extends ConnectionOptions, TrackingOptions, NamesOption {
  readonly format?: string;
  readonly json?: true;
  readonly ndjson?: true;
  readonly csv?: true;
  readonly transitions?: true;
  readonly sort?: string;
  readonly reverse?: true;
  readonly limit?: number;
  readonly wide?: true;
  readonly header: boolean;
  readonly color?: boolean;
  readonly flow?: readonly FlowCriterion[];
  readonly ipv4?: true;
  readonly ipv6?: true;
  readonly checksums: 'none' | 'headers' | 'all';
}

/** The one format that was asked for. */
export function chosenFormat(options: AnalyzeOptions): Format {
  const named = [options.format, ...(['json', 'ndjson', 'csv'] as const).filter((name) => options[name])];
  const names = new Set(named.filter((name) => name !== undefined));
  if (names.size > 1) {
    throw new TcpstateError('bad-option', `one format at a time, not ${[...names].join(' and ')}`);
  }
  const [name = FORMATS[0]!.name] = names;
  const format = FORMATS.find((each) => each.name === name)!;
  if (options.transitions && !format.takesTransitions) {
    throw new TcpstateError('bad-option', `--transitions does not go with ${name}`, 'take --json or --ndjson');
  }
  return format;
}

/** The order that was asked for; null where none was. */
export function chosenOrder({ sort, reverse }: AnalyzeOptions): Order | null {
  const sorting = SORTINGS.find(({ name }) => name === sort);
  if (sorting === undefined) return reverse ? { ...USUAL_ORDER, descending: !USUAL_ORDER.descending } : null;
  return { key: sorting.key, descending: (sorting.first === 'highest') !== (reverse === true) };
}

export function chosenFlows(options: AnalyzeOptions): Filter | null {
  const { ipv4, ipv6 } = options;
  return flowFilter({
    ...chosenConnections(options),
    flows: options.flow ?? [],
    ipVersion: ipv4 === ipv6 ? null : ipv4 ? 4 : 6,
  });
}
