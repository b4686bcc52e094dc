/** Options that say how connections are tracked, and in whose words states are written. */
import { type Command, Option } from 'commander';
import { MOST_FLOWS } from '../../src/conntrack/flow-table.ts';
import { NAMINGS, type Naming } from '../../src/conntrack/states.ts';
import { PROFILE_NAMES, type ProfileName } from '../../src/conntrack/timeouts.ts';
import { DEFAULT_MAX_FLOWS, type TrackerOptions } from '../../src/conntrack/tracker-options.ts';
import { formatCount } from '../../src/render/count.ts';
import { choice } from './choice.ts';
import { amount, duration } from './numbers.ts';

export interface TimerOptions {
  readonly profile: ProfileName;
  readonly msl?: number;
  readonly finTimeout?: number;
  readonly rfc1337?: true;
}

export interface TrackingOptions extends TimerOptions {
  readonly maxFlows: number;
}

/** What the options mean to a tracker. */
export function chosenTimers({ profile, msl, finTimeout, rfc1337 }: TimerOptions): TrackerOptions {
  return {
    profile,
    rfc1337: rfc1337 === true,
    ...(msl !== undefined && { msl }),
    ...(finTimeout !== undefined && { finTimeout }),
  };
}

/** Whose timers to assume; the same wherever it is offered. */
export function profileOption(): Option {
  return new Option('--profile <system>', `whose timers to assume: ${PROFILE_NAMES.join(', ')}; see tcpstate timers`)
    .argParser(choice('--profile', PROFILE_NAMES))
    .default('linux', 'linux');
}

export function addTimerOptions(command: Command): Command {
  return command
    .optionsGroup('Tracking:')
    .addOption(profileOption())
    .addOption(
      new Option('--msl <duration>', 'maximum segment lifetime; TIME_WAIT lasts twice that').argParser(
        duration('--msl'),
      ),
    )
    .addOption(
      new Option('--fin-timeout <duration>', 'how long FIN_WAIT_2 lasts once the socket is closed').argParser(
        duration('--fin-timeout'),
      ),
    )
    .option('--rfc1337', 'hosts ignore a RST in TIME_WAIT');
}

export function addTrackingOptions(command: Command): Command {
  return addTimerOptions(command).addOption(
    new Option('--max-flows <n>', 'connections to remember at one time')
      .argParser(amount('--max-flows', 'a number of connections', 1, MOST_FLOWS))
      .default(DEFAULT_MAX_FLOWS, formatCount(DEFAULT_MAX_FLOWS)),
  );
}

export interface NamesOption {
  readonly names: Naming;
}

export function namesOption(): Option {
  return new Option('--names <style>', 'how to write states: rfc, linux, ss, bsd or windows')
    .argParser(choice('--names', NAMINGS))
    .default('rfc', 'rfc');
}
