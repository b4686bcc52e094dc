/** The tables that docs/states.md prints. */
export interface Tables {
  readonly CERTAINTIES: typeof import('../src/conntrack/certainty.ts').CERTAINTIES;
  readonly FACT_TABLE: typeof import('../src/conntrack/facts.ts').FACT_TABLE;
  readonly NAMINGS: typeof import('../src/conntrack/states.ts').NAMINGS;
  readonly NOTES: typeof import('../src/conntrack/notes.ts').NOTES;
  readonly PROFILES: typeof import('../src/conntrack/timeouts.ts').PROFILES;
  readonly STATES: typeof import('../src/conntrack/states.ts').STATES;
  readonly TRANSITIONS: typeof import('../src/conntrack/transitions.ts').TRANSITIONS;
  readonly spellState: typeof import('../src/conntrack/states.ts').spellState;
}

/** The text of docs/findings.md. */
export function findingsPage(
  ofPackets: typeof import('../src/conntrack/findings/list.ts').RULES,
  hostRules: typeof import('../src/host/findings/list.ts').HOST_RULES,
  asked: typeof import('../src/host/findings/list.ts').ASKED_KINDS,
): string;

/** The text of docs/states.md. */
export function statesPage(tables: Tables): string;
