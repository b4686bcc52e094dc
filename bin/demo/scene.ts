/** A scene of `tcpstate demo`: a fault that is made with sockets of our own, to be looked at as any other. */
import type { Stage } from './stage.ts';

export interface Scene {
  readonly kind: string;
  /** For the help. */
  readonly summary: string;
  /** What is going to happen: said first. */
  readonly plan: string;
  /** What is to be learned from it: said last. */
  readonly lesson: string;
  /** Seconds between the two looks at the sockets. */
  readonly watched: number;
  /** Whether packets get lost in it, for which it takes root and a network namespace of its own. */
  readonly losesPackets?: true;
  /** Has a server listen, or nobody, and returns the port. */
  readonly server: (stage: Stage) => Promise<number>;
  /** Has clients come. */
  readonly clients: (stage: Stage, port: number) => Promise<void>;
}
