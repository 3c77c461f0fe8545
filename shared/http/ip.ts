import { formatIpv6, isMapped, parseIpv4, parseIpv6 } from './ip-text.ts';

/**
 * An address in its one canonical spelling (RFC 5952), an IPv4 address inside IPv6 (`::ffff:10.0.0.1`) as plain IPv4;
 * `undefined` when it is no address. Zone ids are refused.
 */
export function normalizeIp(text: string): string | undefined {
  if (!text.includes(':')) return parseIpv4(text) < 0 ? undefined : text;
  const groups = parseIpv6(text);
  return groups && formatIpv6(groups);
}

/** Whether this is an address, a network in CIDR form, or `unix:` for whoever comes over a Unix socket. */
export function isCidr(text: string): boolean {
  return text === unixSocket || parseCidr(text) !== undefined;
}

/** A set of networks, made once and asked often. */
export class CidrSet {
  readonly #ipv4: readonly Range<number>[];
  readonly #ipv6: readonly Range<readonly number[]>[];
  readonly #unix: boolean;

  /** Takes what {@link isCidr} takes; bits beyond the prefix do not matter. Throws a `RangeError` on anything else. */
  constructor(networks: readonly string[]) {
    const cidrs = networks.filter((text) => text !== unixSocket).map(demandCidr);
    this.#unix = networks.includes(unixSocket);
    this.#ipv4 = ranges(cidrs, 4, Number);
    this.#ipv6 = ranges(cidrs, 6, toGroups);
  }

  /** Whether the address lies in one of the networks. The empty address is that of a peer on a Unix socket. */
  has(address: string): boolean {
    if (address === '') return this.#unix;
    if (!address.includes(':')) return this.#ipv4.length > 0 && this.#hasIpv4(parseIpv4(address));
    if (this.#ipv4.length === 0 && this.#ipv6.length === 0) return false;
    const groups = parseIpv6(address);
    if (!groups) return false;
    if (isMapped(groups)) return this.#hasIpv4(groups[6]! * 65536 + groups[7]!);
    return contains(this.#ipv6, groups, compareGroups);
  }

  #hasIpv4(address: number): boolean {
    return address >= 0 && contains(this.#ipv4, address, compareNumbers);
  }
}

const unixSocket = 'unix:';

interface Range<A> {
  readonly first: A;
  readonly last: A;
}

interface Cidr {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

function demandCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new RangeError(`not an address or network: ${text}`);
  return cidr;
}

function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const groups = address.includes(':') ? parseIpv6(address) : undefined;
  const ipv4 = groups ? -1 : parseIpv4(address);
  if (!groups && ipv4 < 0) return undefined;
  const bits = groups ? 128 : 32;
  const prefix = slash === -1 ? bits : parsePrefix(text.slice(slash + 1), bits);
  if (prefix === undefined) return undefined;
  if (!groups) return network(4, BigInt(ipv4), 32 - prefix);
  if (isMapped(groups) && prefix >= 96) return network(4, toBigInt(groups) & 0xffffffffn, 128 - prefix);
  return network(6, toBigInt(groups), 128 - prefix);
}

function parsePrefix(text: string, bits: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= bits ? prefix : undefined;
}

function network(version: 4 | 6, address: bigint, hostBits: number): Cidr {
  const hosts = (1n << BigInt(hostBits)) - 1n;
  const first = address - (address & hosts);
  return { version, first, last: first + hosts };
}

/** The networks of one version as ranges, in order and without overlap. */
function ranges<A>(cidrs: readonly Cidr[], version: 4 | 6, form: (address: bigint) => A): Range<A>[] {
  const sorted = cidrs.filter((cidr) => cidr.version === version).sort((a, b) => (a.first < b.first ? -1 : 1));
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of sorted) {
    const before = merged.at(-1);
    if (!before || first > before.last) merged.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return merged.map(({ first, last }) => ({ first: form(first), last: form(last) }));
}

function contains<A>(ranges: readonly Range<A>[], address: A, compare: (a: A, b: A) => number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { first, last } = ranges[middle]!;
    if (compare(address, first) < 0) high = middle - 1;
    else if (compare(address, last) > 0) low = middle + 1;
    else return true;
  }
  return false;
}

function compareNumbers(a: number, b: number): number {
  return a - b;
}

function compareGroups(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 8; i += 1) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

function toBigInt(groups: readonly number[]): bigint {
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

function toGroups(address: bigint): number[] {
  return Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
}
