/** What keeps a local port from being bound: found only where `diagnose --bind` asks for a port. */
import type { FindingKind } from '../../conntrack/findings/finding.ts';

export const portInUse: FindingKind = {
  id: 'port-in-use',
  severity: 'warning',
  title: 'bind() fails: Address already in use',
  explanation:
    'A socket listens at the local port, a connection of it is open, or one is in TIME_WAIT. Each keeps bind() from the port, whatever ' +
    'the peer; what is in TIME_WAIT does so until 2MSL is over.',
  who: 'the program that binds, and whoever has the sockets that hold the port',
  action:
    'Stop what listens, close what is open, and set SO_REUSEADDR before bind(), at the sockets that hold the port as well as at the new one.',
};
