/** Checks the `expect` block of a scenario: what the flows must be at the end. */
import type { EndpointSnapshot } from '../../src/conntrack/snapshot.ts';
import type { Remark, Scenario, Side } from './scenario.ts';
import { endOf, type Performance, type Played, roleOf } from './scenario-play.ts';

/** What is said of a thing and what it is, both as text in the notation's words. */
export type Finding = readonly [said: string, found: string];

type Check = (
  about: { scenario: Scenario; played: Played; performance: Performance },
  args: readonly string[],
) => string;

/** What follows the remark's first word, as it really is. */
const CHECKS: Readonly<Record<string, Check>> = {
  flows: ({ performance }) => `${performance.flows.length}`,
  opener: ({ scenario, played }) => opener(scenario, played),
  incarnation: ({ played }) => `${played.flow.incarnation}`,
  handshake: ({ played }) => played.flow.handshake,
  notes: ({ played }) => [...played.flow.notes].sort().join(' ') || 'none',
  closed: ({ scenario, played: { flow } }) => {
    const first = flow.closedFirst;
    const who = first === 'client' || first === 'server' ? sideOf(scenario, flow, first) : (first ?? 'nobody');
    return flow.closedBy === null ? who : `${who} by ${flow.closedBy}`;
  },
  timer: ({ scenario, played }, [side]) => {
    const { timer } = endOf(scenario, played.flow, side as Side);
    return timer === null ? `${side} none` : `${side} ${timer.name} ${Number(timer.remaining.toFixed(6))}`;
  },
  since: ({ scenario, played }, [side]) => {
    const { since } = endOf(scenario, played.flow, side as Side);
    return `${side} ${since === null ? '-' : since / 1e9}`;
  },
  history: ({ scenario, played }, [side]) => {
    const role = roleOf(scenario, played.flow, side as Side);
    const moves = played.history.filter((move) => move.endpoint === role);
    return [side, moves[0]?.from ?? '-', ...moves.map((move) => move.to ?? '-')].join(' ');
  },
  revised: ({ scenario, played, performance }, [side]) => {
    const role = roleOf(scenario, played.flow, side as Side);
    const back = performance.live.filter(
      (move) => move.flow === played.flow.id && move.endpoint === role && move.revises,
    );
    return [side, ...(back.length === 0 ? ['never'] : back.map((move) => move.to ?? '-'))].join(' ');
  },
  rtt: ({ played: { flow } }) => `${flow.rtt.handshakeServer ?? '-'} ${flow.rtt.handshakeClient ?? '-'}`,
  counters: ({ performance }, args) => fields(performance.counters, args),
  C: ({ scenario, played }, args) => fields({ ...endOf(scenario, played.flow, 'C') }, args),
  S: ({ scenario, played }, args) => fields({ ...endOf(scenario, played.flow, 'S') }, args),
};

/** Pairs of words, `fin 2 retransmissions 1`: the names as said, the values as found. */
function fields(of: Readonly<Record<string, unknown>>, args: readonly string[]): string {
  return args.map((word, i) => (i % 2 === 0 ? word : String(of[args[i - 1]! as keyof EndpointSnapshot]))).join(' ');
}

function sideOf(scenario: Scenario, flow: Played['flow'], role: 'client' | 'server'): Side {
  return roleOf(scenario, flow, 'C') === role ? 'C' : 'S';
}

function opener(scenario: Scenario, played: Played): string {
  return sideOf(scenario, played.flow, 'client');
}

/** Each remark beside what it should say; flows whose opener no remark names must have been opened by C. */
export function findings(scenario: Scenario, performance: Performance): Finding[] {
  const named = new Set(scenario.remarks.filter(({ words }) => words[0] === 'opener').map(({ flow }) => flow));
  const openers = performance.flows.flatMap((played, i): Finding[] =>
    named.has(i + 1) ? [] : [[`@${i + 1} opener C`, `@${i + 1} opener ${opener(scenario, played)}`]],
  );
  return [...openers, ...scenario.remarks.map((remark) => finding(scenario, performance, remark))];
}

function finding(scenario: Scenario, performance: Performance, { number, flow, words }: Remark): Finding {
  const [subject = '', ...args] = words;
  const check = CHECKS[subject];
  if (check === undefined) throw new Error(`line ${number}: nothing is known of "${subject}"`);
  const played = performance.flows[flow - 1];
  const said = subject === 'notes' ? [...args].sort() : args;
  const label = `@${flow} ${subject}`;
  if (played === undefined) return [`${label} ${said.join(' ')}`, `${label}: no such flow`];
  return [`${label} ${said.join(' ')}`, `${label} ${check({ scenario, played, performance }, args)}`];
}
