import { parseIpv4, parseIpv6 } from '../../shared/http/ip-text.ts';

/** Networks and their countries: `10.0.0.0/8`, `2001:db8::/32`. */
export type Countries = Readonly<Record<string, string>>;

/** Writes a database in the MaxMind format (MaxMind DB File Format Specification 2.0), small as tests need it. */
export function geoDatabase(countries: Countries): Buffer {
  const tree: Node[] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let dataBytes = 0;
  for (const [network, country] of Object.entries(countries)) {
    const record = map({ country: map({ iso_code: text(country) }), traits: map({}) });
    insert(tree, bitsOf(network), { data: dataBytes });
    data.push(record);
    dataBytes += record.byteLength;
  }
  return Buffer.concat([treeOf(tree), Buffer.alloc(16), ...data, marker, metadata(tree.length)]);
}

const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);

/** Where a 0 leads, and where a 1. */
type Node = [Pointer | undefined, Pointer | undefined];
type Pointer = { readonly node: number } | { readonly data: number };

function insert(tree: Node[], bits: readonly number[], leaf: Pointer): void {
  let at = 0;
  for (const [depth, bit] of bits.entries()) {
    const side = bit as 0 | 1;
    if (depth === bits.length - 1) {
      tree[at]![side] = leaf;
      return;
    }
    const next = tree[at]![side];
    if (next && 'node' in next) at = next.node;
    else {
      tree[at]![side] = { node: tree.length };
      at = tree.length;
      // What was said of the larger network holds for the rest of it.
      tree.push([next, next]);
    }
  }
}

function treeOf(tree: readonly Node[]): Buffer {
  const buffer = Buffer.alloc(tree.length * 6);
  tree.forEach((node, index) => {
    node.forEach((record, side) => {
      const value = !record ? tree.length : 'node' in record ? record.node : tree.length + 16 + record.data;
      buffer.writeUIntBE(value, index * 6 + side * 3, 3);
    });
  });
  return buffer;
}

/** The bits of a network in the tree of IPv6, in which IPv4 is `::/96`. */
function bitsOf(network: string): readonly number[] {
  const [address = '', length] = network.split('/');
  const groups = parseIpv6(address);
  const value = groups ? groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) : BigInt(parseIpv4(address));
  const count = Number(length) + (groups ? 0 : 96);
  return Array.from({ length: count }, (_, i) => Number((value >> BigInt(127 - i)) & 1n));
}

function metadata(nodeCount: number): Buffer {
  return map({
    binary_format_major_version: uint(5, 2),
    binary_format_minor_version: uint(5, 0),
    build_epoch: Buffer.concat([Buffer.from([4, 2]), be(1_700_000_000, 4)]),
    database_type: text('Test-Country'),
    description: map({ en: text('made for a test') }),
    ip_version: uint(5, 6),
    languages: Buffer.from([0, 4]),
    node_count: Buffer.concat([Buffer.from([(6 << 5) | 4]), be(nodeCount, 4)]),
    record_size: uint(5, 24),
  });
}

function map(fields: { readonly [name: string]: Buffer }): Buffer {
  const entries = Object.entries(fields);
  return Buffer.concat([
    Buffer.from([(7 << 5) | entries.length]),
    ...entries.flatMap(([name, value]) => [text(name), value]),
  ]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const size = bytes.byteLength < 29 ? [(2 << 5) | bytes.byteLength] : [(2 << 5) | 29, bytes.byteLength - 29];
  return Buffer.concat([Buffer.from(size), bytes]);
}

function uint(type: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([(type << 5) | 2]), be(value, 2)]);
}

function be(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
