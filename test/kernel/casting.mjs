/** Gives scenarios their ports and times, hosts their roles, cables their faults, and captures their pieces. */

/** The first port; the same numbers are used on both hosts. */
const FIRST_PORT = 10_001;
/** Milliseconds between the beginnings of two scenarios, so that not all begin at once. */
const PACE = 25;

/** Hosts at which captures are made with `-i any`, too. */
export const ANY_DEVICE = ['client', 'middle'];

/** Directions as a cable has them: the client is at its left end. */
const TOWARD = { client: 'right', server: 'left' };
const END = { client: 'left', server: 'right' };

/**
 * @typedef {object} Placed
 * @property {import('./scenarios.mjs').Scenario} scenario
 * @property {readonly [first: number, last: number]} ports the clients', one for each talk; the first is the server's, too
 * @property {number} at milliseconds
 */

/**
 * @param {readonly import('./scenarios.mjs').Scenario[]} scenarios
 * @returns {Placed[]}
 */
export function place(scenarios) {
  let port = FIRST_PORT;
  return scenarios.map((scenario, i) => {
    const first = port;
    port += scenario.talks.length;
    return { scenario, ports: [first, port - 1], at: i * PACE };
  });
}

/**
 * What actor.py of each host is to do.
 * @param {readonly Placed[]} placed
 * @param {import('./site.mjs').Site['addresses']} addresses
 */
export function parts(placed, addresses) {
  const listen = [];
  const roles = { client: [], server: [] };
  for (const { scenario, ports, at } of placed) {
    const { talks, ip = 4, listen: how = {} } = scenario;
    const own = addresses(ip);
    const server = [own.server, ports[0]];
    if (how !== null && !talks.every((talk) => talk.dials))
      listen.push({ address: own.server, port: ports[0], ...how });
    for (const [i, talk] of talks.entries()) {
      const client = [own.client, ports[0] + i];
      const when = at + (talk.at ?? 0);
      roles.client.push({ at: when, local: client, peer: server, words: talk.client });
      roles.server.push({
        ...(talk.dials && { at: when }),
        local: server,
        peer: client,
        words: talk.server ?? 'wait 0',
      });
    }
  }
  return { client: { listen: [], roles: roles.client }, server: { listen, roles: roles.server } };
}

/**
 * The faults of the cable on that side of the middle, as faults.py wants them.
 * @param {readonly Placed[]} placed
 * @param {'client' | 'server'} side
 */
export function faultsOf(placed, side) {
  return placed.flatMap(({ scenario, ports }) =>
    (scenario.faults ?? [])
      .filter(({ cable }) => cable === side)
      .map(({ cable: _, from, talk, to, ...rest }) => ({
        ...rest,
        ...(to && { to: END[to] }),
        toward: TOWARD[from],
        ports: talk === undefined ? ports : [ports[0] + talk, ports[0] + talk],
      })),
  );
}

/**
 * The captures that show a scenario: the name of the place, whose capture it is cut from, and what of it.
 * @param {Placed} placed
 * @param {number} begin seconds since the epoch from which times count
 * @returns {{ vantage: string, source: string, from?: number, sender?: string }[]}
 */
export function vantages({ scenario, at }, begin, addresses) {
  const everywhere = ['client', 'middle', 'server'].map((source) => ({ vantage: source, source }));
  const { client, server } = addresses(scenario.ip ?? 4);
  return [
    ...everywhere,
    ...(scenario.late === undefined
      ? []
      : everywhere.map(({ source }) => ({
          vantage: `${source}-late`,
          source,
          from: begin + (at + scenario.late) / 1000,
        }))),
    ...(scenario.oneWay
      ? everywhere.flatMap(({ source }) => [
          { vantage: `${source}-c2s`, source, sender: client },
          { vantage: `${source}-s2c`, source, sender: server },
        ])
      : []),
    ...(scenario.any ? ANY_DEVICE.map((host) => ({ vantage: `${host}-any`, source: `${host}-any` })) : []),
  ];
}
