/** CPU time, speed and peak memory beside the floor and every peer that is installed. */
import { ANALYZE, CAPINFOS, contenders, TCPDUMP } from '../contenders.mjs';
import { count, memory, seconds, table, volume } from '../markdown.mjs';
import { medianOf } from '../rounds.mjs';

const CAPTURES = ['busy', 'open', 'web', 'bulk'];

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function speed(bench) {
  const sections = [];
  const figures = new Map();
  for (const name of CAPTURES) {
    const costs = await compare(name, bench);
    sections.push(section(name, costs, bench));
    for (const [figure, value] of figuresOf(name, costs, bench.floor)) figures.set(figure, value);
  }
  return { title: 'Speed', text: sections.join('\n\n'), figures };
}

function compare(name, { captures, floor, inRounds }) {
  const file = captures.file(name);
  const others = contenders().map(({ name, command, peer }) => ({ name, command: command(file), peer }));
  return inRounds([{ name: 'floor', command: floor.command(file) }, ...others]);
}

function figuresOf(name, costs, floor) {
  const cpu = (contender) => (costs.has(contender) ? medianOf(costs.get(contender), 'cpu') : Number.NaN);
  const own = cpu(ANALYZE);
  return [
    [`${name} / floor`, own / (cpu('floor') * floor.share)],
    [`${name} memory`, medianOf(costs.get(ANALYZE), 'rss')],
    [`${name} / capinfos`, own / cpu(CAPINFOS)],
    [`${name} / tcpdump`, own / cpu(TCPDUMP)],
  ].filter(([, value]) => !Number.isNaN(value));
}

function section(name, costs, { captures, floor }) {
  const unit = medianOf(costs.get('floor'), 'cpu') * floor.share;
  const packets = captures.packets(name);
  const rows = [...costs].map(([contender, those]) => row(contender, those, packets, unit));
  return `### ${name}: ${captures.about(name)}

${count(packets)} packets, ${volume(captures.octets(name))}.

${table(['', 'CPU', 'CPU / floor', 'elapsed', 'packets a second', 'peak memory', 'runs'], rows)}`;
}

function row(contender, costs, packets, unit) {
  const peak = memory(medianOf(costs, 'rss'));
  const unfinished = costs.find(({ outcome }) => outcome !== 'done');
  if (unfinished) {
    return [contender, `${unfinished.outcome}, ended after ${unfinished.wall.toFixed(0)} s`, '', '', '', peak, '1'];
  }
  const cpu = medianOf(costs, 'cpu');
  const wall = medianOf(costs, 'wall');
  const rate = `${(packets / wall / 1e6).toFixed(2)} M`;
  return [contender, seconds(cpu), (cpu / unit).toFixed(1), seconds(wall), rate, peak, String(costs.length)];
}
