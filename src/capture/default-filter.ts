/** What is captured where no filter was given: whatever the decoder may find TCP in, in libpcap's syntax. */

const PROTOCOLS = [
  'tcp',
  // IP in IP, IPv6 in IP, GRE and ERSPAN, the authentication header, MPLS in IP.
  ...[4, 41, 47, 51, 137].map((number) => `proto ${number}`),
  // IPv6 extension headers: hop-by-hop options, routing, fragment, destination options.
  ...[0, 43, 44, 60].map((number) => `ip6 proto ${number}`),
  // VXLAN and Linux's own port for it, Geneve, GTP-U, Teredo.
  ...[4789, 8472, 6081, 2152, 3544].map((port) => `udp port ${port}`),
  // MPLS, PPPoE.
  ...['0x8847', '0x8864'].map((type) => `ether proto ${type}`),
];
const UNTAGGED = PROTOCOLS.join(' or ');
const TAGGED = `vlan and (${UNTAGGED})`;

/**
 * The filters to try, the first that the interface's link type has words for: many know no VLAN. Each `vlan` moves on what
 * comes behind it in the filter by one tag, so the second is the inner one of two.
 */
export function defaultFilters(name: string): readonly string[] {
  // `any` gives cooked packets, without their tags.
  return name === 'any' ? [UNTAGGED] : [`${UNTAGGED} or (${TAGGED}) or (${TAGGED})`, UNTAGGED];
}
