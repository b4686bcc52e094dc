/** Options that pick connections by state and place, for every command that shows some. */
import { type Command, Option } from 'commander';
import type { Criteria, Network, PortRange } from '../../src/render/filter.ts';
import { host, list, network, portRange } from './places.ts';
import { type StateChoice, stateChoice } from './states.ts';

export interface ConnectionOptions {
  readonly state?: StateChoice;
  readonly exclude?: StateChoice;
  readonly host?: readonly string[];
  readonly net?: readonly Network[];
  readonly port?: readonly PortRange[];
}

export function addConnectionOptions(command: Command): Command {
  return command
    .optionsGroup('Which connections:')
    .addOption(
      new Option('--state <states>', 'those with an end in one of these states or groups; !state excludes').argParser(
        stateChoice('--state', false),
      ),
    )
    .addOption(
      new Option('--exclude <states>', 'not those with an end in one of these').argParser(
        stateChoice('--exclude', true),
      ),
    )
    .addOption(placeOption('--host <address>', 'those of this address', host))
    .addOption(placeOption('--net <network>', 'those of an address in this network, as 10.0.0.0/8', network))
    .addOption(placeOption('--port <port>', 'those of this port, or of a range as 8000-8099', portRange));
}

/** An option that may be given several times, each with a list. */
export function placeOption<T>(flags: string, description: string, parse: (entry: string) => T): Option {
  return new Option(flags, description).argParser(list(parse));
}

/** What the options ask of a connection. */
export function chosenConnections({ state, exclude, host, net, port }: ConnectionOptions): Criteria {
  return {
    states: {
      wanted: new Set([...(state?.wanted ?? []), ...(exclude?.wanted ?? [])]),
      unwanted: new Set([...(state?.unwanted ?? []), ...(exclude?.unwanted ?? [])]),
    },
    hosts: host ?? [],
    networks: net ?? [],
    ports: port ?? [],
    flows: [],
    ipVersion: null,
  };
}
