/**
 * How the kinds of connections are written down, and what the cast plays from.
 *
 * A line is one segment: who sends (`>` client, `<` server), flags, octets of payload (`~` about that many), and how long
 * after the segment before it: `rtt` a round trip, `think` the server's work, `rto` a retransmission time-out, `idle` a
 * pause of the user, `quiet` the time to a keep-alive. Nothing means at once. The flag `K` is a keep-alive: an ACK of one octet back.
 */
import { ACK, FIN, PSH, RST, SYN } from './capture-writer.mjs';

/** Every connection that is answered begins so. */
export const OPEN = ['> S', '< SA', '> A rtt'];

const FLAGS = { F: FIN, S: SYN, R: RST, P: PSH, A: ACK, K: ACK };

/** What a segment waits for. */
export const Wait = { NOTHING: 0, rtt: 1, think: 2, rto: 3, idle: 4, quiet: 5 };

/**
 * The scripts of kinds, as numbers for the loop that writes millions of segments.
 * @param {readonly (readonly [number, readonly string[]])[]} kinds share of all connections, and its segments
 * @returns {(chance: number) => ReturnType<typeof compile>} the script that 16 bits of chance pick
 */
export function scripts(kinds) {
  const compiled = kinds.map(([, lines]) => compile(lines));
  const kindOf = new Uint8Array(1 << 16);
  let filled = 0;
  for (const [kind, [share]] of kinds.entries()) {
    const end = Math.min(kindOf.length, filled + Math.ceil(share * kindOf.length));
    kindOf.fill(kind, filled, end);
    filled = end;
  }
  return (chance) => compiled[kindOf[chance]];
}

/** Each segment also knows its act: the opening (0), the talk (1) or the end (2) of the connection. */
function compile(lines) {
  const script = lines.map(compileLine);
  const last = script.findIndex(({ flags }) => flags & (FIN | RST));
  const opens = (at) => script.length < OPEN.length + 1 || at < OPEN.length;
  const ends = (at) => last >= 0 && at >= last;
  return script.map((segment, at) => ({ ...segment, act: opens(at) ? 0 : ends(at) ? 2 : 1 }));
}

function compileLine(line) {
  const [who, flags, ...rest] = line.split(' ');
  const size = rest.find((word) => /\d/.test(word)) ?? '0';
  return {
    fromClient: who === '>',
    flags: [...flags].reduce((bits, letter) => bits | FLAGS[letter], 0),
    keepAlive: flags === 'K',
    length: Number(size.replace('~', '')),
    about: size.startsWith('~'),
    wait: Wait[rest.find((word) => word in Wait)] ?? Wait.NOTHING,
  };
}
