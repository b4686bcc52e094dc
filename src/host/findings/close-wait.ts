/** Sockets in CLOSE_WAIT, by what their receive queue and inode tell of the cause. */
import { closeWait } from '../../conntrack/findings/close-wait.ts';
import type { Finding, FindingKind, Trend } from '../../conntrack/findings/finding.ts';
import type { HostView } from '../host-view.ts';
import type { HostSocket } from '../socket.ts';
import {
  findingOf,
  grouped,
  type HostRule,
  happenedBetween,
  placeKey,
  processText,
  type SocketGroup,
  sincePeerSpoke,
} from './rule.ts';

/** Seconds. An application that closes does so within milliseconds. */
const PATIENCE = 1;
/** From here on nobody waits for anything any more. */
const LONG = 60;

/** Other processes that are named, at most. */
const MOST_HOLDERS = 5;

const ESTIMATE =
  'Its age is an estimate: the time since the peer was last heard, which was when its FIN came unless it has spoken since.';

const CAUSES = {
  forgotten: {
    title: 'close() forgotten: read to the end, but not closed',
    explanation: `The peer has closed, and the application has read everything, the end of the stream included (receive queue 0), but has not called close(). ${ESTIMATE}`,
    action:
      'Find the path that leaves without close() when read() returns 0: often an error path, a pool that takes broken connections back, or an event that nobody listens to.',
  },
  unread: {
    title: 'the application does not read: the end of the stream waits unseen',
    explanation: `The peer has closed, and data or the end of the stream still wait in the receive queue (it counts the FIN as one octet): the application does not read this socket, so it cannot know. ${ESTIMATE}`,
    action:
      'See what the process does instead of reading: a blocked thread, a stopped event loop, a connection that was paused or dropped from the set that it polls.',
  },
  unaccepted: {
    title: 'never accepted: the peer has given up waiting',
    explanation:
      'The connection still waits in the accept queue of the listener (inode 0: no process holds it) and the peer has closed. The process named is the one that listens.',
    action: 'See why the process does not call accept(): blocked, stopped, or out of descriptors.',
  },
} as const;

type Cause = keyof typeof CAUSES;

function causeOf({ inode, receiveQueue }: HostSocket): Cause {
  if (inode === 0) return 'unaccepted';
  return receiveQueue === 0 ? 'forgotten' : 'unread';
}

/** A group in trouble for one cause. */
export interface Waiting {
  readonly kind: FindingKind;
  readonly group: SocketGroup;
  readonly trend: Trend;
  /** Of the sockets of the first look, how many have gone; and how many of the second are new. */
  readonly gone: number;
  readonly fresh: number;
}

/** Sockets that wait for their application to close, by cause, process and place. */
export function waitingToClose(view: HostView): Waiting[] {
  const waiting = view.inState('CLOSE_WAIT').filter((socket) => isForgotten(view, socket));
  const gone = view.goneFrom('CLOSE_WAIT');
  return (Object.keys(CAUSES) as Cause[]).flatMap((cause) =>
    grouped(
      view,
      waiting.filter((socket) => causeOf(socket) === cause),
      (socket) => view.owner(socket) ?? ownerOfListener(view, socket),
    ).map((group): Waiting => {
      const key = placeKey(view, group.sockets[0]!);
      const fresh = group.sockets.filter((socket) => view.before(socket) === undefined).length;
      const left = gone.filter((socket) => causeOf(socket) === cause && placeKey(view, socket) === key).length;
      const { explanation, ...cure } = CAUSES[cause];
      const kind = { ...closeWait, ...cure, explanation: explanation + holdersText(view, group) };
      return { kind, group, trend: { seconds: view.seconds, growth: fresh - left }, gone: left, fresh };
    }),
  );
}

/** Who else holds them, where anybody does. */
function holdersText(view: HostView, { sockets }: SocketGroup): string {
  const shared = sockets.flatMap((socket) => {
    const others = view.owner(socket)?.others ?? [];
    return others.length === 0 ? [] : [others];
  });
  const names = [...new Set(shared.flat().map(processText))].slice(0, MOST_HOLDERS);
  if (names.length === 0) return '';
  return ` Of these ${sockets.length}, ${shared.length} are held by other processes, too (${names.join(', ')}): close() in one is not enough, the FIN leaves when the last has closed.`;
}

function ownerOfListener(view: HostView, socket: HostSocket) {
  const listener = view.listener(socket);
  return listener === undefined ? null : view.owner(listener);
}

/** Not one that has just got there, nor one on which the application still sends. */
function isForgotten(view: HostView, socket: HostSocket): boolean {
  const before = view.before(socket);
  const { idle } = socket;
  if (idle === null) return before !== undefined;
  if (happenedBetween(view, socket, 'dataSent')) return false;
  return idle.ackReceived >= PATIENCE || before !== undefined;
}

export const closeWaitOfHost: HostRule = {
  kind: closeWait,
  variants: Object.values(CAUSES),
  find: (view) =>
    waitingToClose(view).map(({ kind, group, trend }): Finding => {
      const finding = { ...findingOf(kind, view, group, sincePeerSpoke), trend };
      return (finding.age ?? 0) >= LONG ? { ...finding, severity: 'error' } : finding;
    }),
};
