/** Writes docs/states.md, docs/findings.md and docs/explain.*.md from the tables and rules of what was built: `npm run docs`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, root } from './setup.mjs';

/** The modules of conntrack whose tables are printed. */
const MODULES = ['certainty', 'facts', 'notes', 'states', 'timeouts', 'transitions'];

/** What the eight letters of a row of the table of facts stand for. */
const FACT_COLUMNS = [
  'SYN sent',
  'SYN+ACK sent',
  'established',
  'FIN sent',
  'FIN acknowledged',
  'FIN received',
  'closed',
  'closed second',
];

/** What stands in a cell for a fact that holds, does not, or does not matter. */
const LETTERS = { x: 'yes', '-': 'no', '.': '' };

const code = (text) => `\`${text}\``;
const stateCell = (state) => (state === null ? 'unknown' : code(state));
const seconds = (duration) => (duration === null ? 'none' : `${duration} s`);

/** A table of Markdown; a bar inside a cell would end the cell. */
function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * The text of docs/states.md.
 * @param {import('./generate-docs.d.mts').Tables} tables
 * @returns {string}
 */
export function statesPage(tables) {
  const { STATES, NAMINGS, spellState, FACT_TABLE, TRANSITIONS, CERTAINTIES, PROFILES, NOTES } = tables;
  const places = [null, ...STATES].filter((state) => TRANSITIONS.some(([from]) => from === state));
  const moves = places.flatMap((place) => TRANSITIONS.filter(([from]) => from === place));
  return `# States, transitions, timers and notes

Printed from the tables in \`src/conntrack/\` by \`npm run docs\`; a test fails where this page and the tables differ.
[observer.md](observer.md) tells when each fact holds.

## The states and how tools spell them

From \`states.ts\`: the eleven states of RFC 9293 §3.3.2, in the order of a connection's life. \`--names\` chooses the column.
Every spelling here is understood by \`--state\`, in any case, with \`-\`, \`_\`, a space or nothing between the words.

${table(
  NAMINGS.map((naming) => code(naming)),
  STATES.map((state) => NAMINGS.map((naming) => code(spellState(state, naming)))),
)}

## From facts to a state

From \`FACT_TABLE\` in \`facts.ts\`: the first row that agrees decides. An empty cell means that the fact does not matter.

${table(
  [...FACT_COLUMNS, 'state', 'where from'],
  FACT_TABLE.map(([facts, state, section]) => [
    ...[...facts].map((letter) => LETTERS[letter]),
    stateCell(state),
    section,
  ]),
)}

## Transitions

From \`TRANSITIONS\` in \`transitions.ts\`: the facts of an endpoint, in the order in which they came to hold, are events for
this machine, and what it does is the endpoint's history. A pair of state and event that is not listed moves nothing.

${table(
  ['from', 'on', 'to', 'where from'],
  moves.map(([from, on, to, section]) => [stateCell(from), on, stateCell(to), section]),
)}

## Certainties

From \`certainty.ts\`, strongest first: ${CERTAINTIES.map(code).join(', ')}. A state is as sure as the weakest fact that it rests on.

## Timers

From \`PROFILES\` in \`timeouts.ts\`. \`--profile\` chooses the row, \`--msl\` and \`--fin-timeout\` override the first two columns.

${table(
  ['profile', '2MSL: TIME_WAIT', 'orphaned FIN_WAIT_2', 'SYN_SENT gives up', 'SYN_RCVD gives up', 'source'],
  Object.entries(PROFILES).map(([name, { twoMsl, finTimeout, synRetries, synAckRetries, source }]) => [
    code(name),
    ...[twoMsl, finTimeout, synRetries, synAckRetries].map(seconds),
    source,
  ]),
)}

## Notes

From \`NOTES\` in \`notes.ts\`: what is worth a remark about a connection.

${table(
  ['note', 'meaning'],
  NOTES.map(([name, meaning]) => [code(name), meaning]),
)}
`;
}

/**
 * The text of docs/findings.md.
 * @param {readonly import('../src/conntrack/findings/finding.ts').FindingKind[]} ofPackets
 * @param {readonly import('../src/host/findings/rule.ts').HostRule[]} hostRules
 * @param {readonly import('../src/conntrack/findings/finding.ts').FindingKind[]} asked
 * @returns {string}
 */
export function findingsPage(ofPackets, hostRules, asked) {
  const ofSockets = hostRules.map(({ kind }) => kind);
  const seenIn = ({ id }) => {
    if (asked.some((kind) => kind.id === id)) return 'either, where `diagnose --bind` asks for a port';
    const packets = ofPackets.some((kind) => kind.id === id);
    const sockets = ofSockets.some((kind) => kind.id === id);
    return packets && sockets ? "packets, and this host's sockets" : packets ? 'packets' : "this host's sockets";
  };
  const kinds = [...ofPackets, ...ofSockets.filter(({ id }) => !ofPackets.some((kind) => kind.id === id)), ...asked];
  const sections = kinds.map(
    (kind) => `## ${kind.id}

**${kind.title}** (${kind.severity}; found in ${seenIn(kind)})

${kind.explanation}

Who must act: ${kind.who}.

What to do: ${kind.action}${variantsOf(hostRules, kind)}`,
  );
  return `# Findings

Printed from the rules in \`src/conntrack/findings/\` and \`src/host/findings/\` by \`npm run docs\`; a test fails where this page and the rules
differ. \`tcpstate diagnose\` prints findings, heaviest first, and JSON and NDJSON have them as \`findings\`. A finding says what is wrong, at which
end, in which connections, since when, which packets show it, who must act, and what to do. Where packets do not tell, there is none.

${sections.join('\n\n')}
`;
}

/** What the rule for sockets says of the same kind. */
function variantsOf(hostRules, { id }) {
  const { variants = [] } = hostRules.find(({ kind }) => kind.id === id) ?? {};
  const told = variants.map(
    ({ title, explanation, action }) => `\n- **${title}**. ${explanation} What to do: ${action}`,
  );
  return told.length === 0 ? '' : `\n\nOf this host's sockets:\n${told.join('')}`;
}

/** The rules that were built: of packets, and of this host's sockets; and what is found only if it is asked for. */
async function builtRules() {
  const load = (room) => import(pathToFileURL(join(root, 'dist', 'src', room, 'findings', 'list.js')).href);
  const [{ RULES }, { HOST_RULES, ASKED_KINDS }] = await Promise.all([load('conntrack'), load('host')]);
  return [RULES, HOST_RULES, ASKED_KINDS];
}

/** The tables of the built tracker. */
async function builtTables() {
  const urls = MODULES.map((name) => pathToFileURL(join(root, 'dist', 'src', 'conntrack', `${name}.js`)).href);
  return Object.assign({}, ...(await Promise.all(urls.map((url) => import(url)))));
}

/** What `tcpstate explain` tells, by file. */
async function explainPages() {
  const load = (name) => import(pathToFileURL(join(root, 'dist', 'src', 'render', 'explain', `${name}.js`)).href);
  const [{ explainPage }, { LANGUAGES }] = await Promise.all([load('page'), load('topic')]);
  return LANGUAGES.map((language) => [`docs/explain.${language}.md`, explainPage(language)]);
}

/** Writes the page where it is another one. */
function refresh(page, text) {
  const file = join(root, page);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== before) writeFileSync(file, text);
  console.log(text === before ? `${page} is as it should be.` : `${page} is refreshed.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = build();
  if (!built.ok) {
    console.error(built.output.trim());
    process.exit(1);
  }
  refresh('docs/states.md', statesPage(await builtTables()));
  refresh('docs/findings.md', findingsPage(...(await builtRules())));
  for (const [page, text] of await explainPages()) refresh(page, text);
}
