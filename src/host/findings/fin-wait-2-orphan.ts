/** Closed sockets whose peers do not close. */
import type { FindingKind } from '../../conntrack/findings/finding.ts';
import { findingOf, grouped, type HostRule } from './rule.ts';

const kind: FindingKind = {
  id: 'fin-wait-2-orphan',
  severity: 'info',
  title: 'closed here, but the peer does not close',
  explanation:
    'The application has called close(): no process holds the socket any more, and a timer ends it after tcp_fin_timeout (60 s by default). ' +
    'The peer has acknowledged the FIN and is in CLOSE_WAIT.',
  who: 'the application of the peer',
  action:
    'Nothing here: look for close-wait at the peer. Many of them take memory, which net.ipv4.tcp_max_orphans bounds.',
};

export const finWait2Orphan: HostRule = {
  kind,
  find(view) {
    const orphans = view.inState('FIN_WAIT_2').filter((socket) => socket.inode === 0 && view.before(socket));
    return grouped(view, orphans).map((group) => findingOf(kind, view, group, () => null));
  },
};
