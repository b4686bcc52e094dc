/** The addresses of this host. */
import { networkInterfaces } from 'node:os';

/** As in RFC 5952, without zones. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}
