import { parseIpv6 } from '../http/ip-text.ts';

/**
 * What counts as one client: an IPv4 address, or a /64 of IPv6. A household has at least that (RFC 6177): to count its
 * single addresses would be to count nothing.
 */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const groups = parseIpv6(address)?.slice(0, 4);
  return groups ? `${groups.map((group) => group.toString(16)).join(':')}::/64` : address;
}
