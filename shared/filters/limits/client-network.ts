import { formatIpv6, parseIpv4, parseIpv6 } from '../../http/ip-text.ts';

/** How many bits of an address tell clients apart. */
export interface PrefixLengths {
  readonly ipv4Prefix: number;
  readonly ipv6Prefix: number;
}

/**
 * Makes what names the network of a client. A household has at least a /64 of IPv6 (RFC 6177), so that counting its
 * single addresses would count nothing. Whoever has no address, as over a Unix socket, is one client: `local`.
 */
export function clientNetwork({ ipv4Prefix, ipv6Prefix }: PrefixLengths): (address: string) => string {
  return (address) => {
    if (address === '') return 'local';
    if (address.includes(':')) return ipv6Prefix === 128 ? address : ipv6Network(address, ipv6Prefix);
    return ipv4Prefix === 32 ? address : ipv4Network(address, ipv4Prefix);
  };
}

function ipv4Network(address: string, prefix: number): string {
  const number = parseIpv4(address);
  if (number < 0) return address;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  return `${first >>> 24}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${prefix}`;
}

function ipv6Network(address: string, prefix: number): string {
  const groups = parseIpv6(address);
  if (groups === undefined) return address;
  const whole = prefix >> 4;
  const rest = prefix & 15;
  if (rest > 0) groups[whole] = groups[whole]! & (0xffff << (16 - rest)) & 0xffff;
  for (let i = rest > 0 ? whole + 1 : whole; i < 8; i += 1) groups[i] = 0;
  return `${formatIpv6(groups)}/${prefix}`;
}
