/** How long the timers of TCP run, by operating system: a table, because packets do not tell. */

/** Durations in seconds; null where the system has no such timer. */
export interface Timeouts {
  /** 2MSL: how long TIME_WAIT lasts after the last FIN (RFC 9293 §3.4.2). */
  readonly twoMsl: number;
  /** By how much later than that TIME_WAIT ends, where it is not known more closely: the middle of what is possible. */
  readonly lateness: number;
  /** How long FIN_WAIT_2 lasts once the application has closed the socket (an orphan). */
  readonly finTimeout: number | null;
  /** When SYN_SENT gives up, after the first SYN. */
  readonly synRetries: number;
  /** When SYN_RCVD gives up, after the first SYN+ACK. */
  readonly synAckRetries: number;
}

export interface Profile extends Timeouts {
  /** Where the values come from. */
  readonly source: string;
}

/**
 * Linux rounds timers up to the next slot of its wheel: 60 s to a multiple of 512 ticks, 2.048 s at the usual 250 Hz. So
 * TIME_WAIT lasts 60 to 62 s, and nothing on the wire tells which: half a slot late is wrong for the shortest time.
 */
const HALF_A_SLOT = 1.024;

/** The systems whose timers are known. */
export const PROFILE_NAMES = ['linux', 'rfc9293', 'bsd', 'macos', 'windows', 'f5'] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  linux: {
    twoMsl: 60,
    lateness: HALF_A_SLOT,
    finTimeout: 60,
    synRetries: 131,
    synAckRetries: 63,
    source:
      'TCP_TIMEWAIT_LEN is compiled in, in RHEL, too; tcp_fin_timeout 60, tcp_syn_retries 6 and tcp_syn_linear_timeouts 4 (127 s before Linux 6.5), tcp_synack_retries 5: ip-sysctl',
  },
  rfc9293: {
    twoMsl: 240,
    lateness: 0,
    finTimeout: null,
    synRetries: 180,
    synAckRetries: 180,
    source: 'RFC 9293 §3.4.1 (MSL two minutes), §3.8.3 (R2 of a SYN at least three minutes)',
  },
  bsd: {
    twoMsl: 60,
    lateness: 0,
    finTimeout: 60,
    synRetries: 75,
    synAckRetries: 75,
    source: 'net.inet.tcp.msl 30 s, finwait2_timeout 60 s, keepinit 75 s: tcp(4) of FreeBSD',
  },
  macos: {
    twoMsl: 30,
    lateness: 0,
    finTimeout: 60,
    synRetries: 75,
    synAckRetries: 75,
    source: 'net.inet.tcp.msl 15 s, keepinit 75 s: sysctl of macOS',
  },
  windows: {
    twoMsl: 120,
    lateness: 0,
    finTimeout: 120,
    synRetries: 21,
    synAckRetries: 21,
    source: 'TcpTimedWaitDelay (configurable, 120 s by default here), TcpMaxConnectRetransmissions 2',
  },
  f5: {
    twoMsl: 2,
    lateness: 0,
    finTimeout: 300,
    synRetries: 21,
    synAckRetries: 21,
    source: 'F5 BIG-IP TCP profile: Time Wait 2000 ms, Idle Timeout 300 s',
  },
};

/** What a caller may choose of the timers. */
export interface TimeoutOptions {
  /** Default `linux`. */
  readonly profile?: ProfileName;
  /** Maximum segment lifetime in seconds: TIME_WAIT lasts twice that. */
  readonly msl?: number;
  /** In seconds. */
  readonly finTimeout?: number;
}

/** The timers of a profile, with what the caller overrides. */
export function timeouts(options: TimeoutOptions = {}): Timeouts {
  const profile = PROFILES[options.profile ?? 'linux'];
  return {
    twoMsl: options.msl === undefined ? profile.twoMsl : 2 * options.msl,
    lateness: options.msl === undefined ? profile.lateness : 0,
    finTimeout: options.finTimeout ?? profile.finTimeout,
    synRetries: profile.synRetries,
    synAckRetries: profile.synAckRetries,
  };
}
