/** What an IP protocol number announces. */
import { mpls } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { authenticationHeader, extensionHeader, fragmentHeader, readdressingHeader } from './ip6.ts';
import { ETHERNET, IPV4, IPV6, NOT_TCP } from './next.ts';
import { ScopeKind } from './scopes.ts';
import { tcp } from './tcp.ts';
import { gre } from './tunnel/gre.ts';
import { udp } from './udp.ts';

/** Goes on with the layer of that protocol at `frame.at`. */
export function ipProtocol(frame: Frame, protocol: number): number {
  const isV6 = frame.segment.ipVersion === 6;
  switch (protocol) {
    case 6:
      return tcp(frame);
    case 17:
      return udp(frame);
    case 4:
      frame.enterBetweenAddresses(isV6 ? ScopeKind.FOUR_IN_SIX : ScopeKind.IPIP);
      return IPV4;
    case 41:
      frame.enterBetweenAddresses(isV6 ? ScopeKind.SIX_IN_SIX : ScopeKind.SIX_IN_FOUR);
      return IPV6;
    case 47:
      return gre(frame);
    case 51:
      return authenticationHeader(frame);
    case 137: // MPLS in IP (RFC 4023)
      return mpls(frame);
    case 143: // Ethernet (RFC 8986)
      return isV6 ? ETHERNET : NOT_TCP;
    case 0: // hop-by-hop options
    case 139: // HIP
    case 140: // Shim6
      return isV6 ? extensionHeader(frame) : NOT_TCP;
    case 43: // routing
    case 60: // destination options
    case 135: // mobility
      return isV6 ? readdressingHeader(frame) : NOT_TCP;
    case 44:
      return isV6 ? fragmentHeader(frame) : NOT_TCP;
    default:
      return NOT_TCP;
  }
}
