import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CidrSet, isCidr, normalizeIp } from '../../../shared/http/ip.ts';

describe('normalizeIp', () => {
  const canonical: readonly (readonly [given: string, expected: string])[] = [
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:1:0:0:0:1:0', '0:0:1::1:0'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:0a01:0203', '10.1.2.3'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ];
  for (const [given, expected] of canonical) {
    test(`writes ${given} as ${expected}`, () => assert.equal(normalizeIp(given), expected));
  }

  const invalid = [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.00',
    '1..2.3',
    '.1.2.3',
    '1.2.3.',
    ' 1.2.3.4',
    '0x7f.0.0.1',
    '2130706433',
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '[::1]',
    '::1.2.3',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::ffff:1.2.3.04',
    '::1 ',
    '0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0',
  ];
  for (const given of invalid) test(`refuses '${given}'`, () => assert.equal(normalizeIp(given), undefined));

  test('is stable, whatever the address', () => {
    const seed = Date.now() % 100_000;
    let state = seed;
    const next = () => {
      state = (state * 48271 + 1) % 2147483647;
      return state;
    };
    for (let i = 0; i < 2000; i += 1) {
      const groups = Array.from({ length: 8 }, () => (next() % 3 === 0 ? next() % 65536 : 0));
      const normal = normalizeIp(groups.map((group) => group.toString(16)).join(':'));

      assert.notEqual(normal, undefined, `seed ${seed}: ${groups}`);
      assert.equal(normalizeIp(normal!), normal, `seed ${seed}: ${groups}`);
    }
  });
});

describe('CidrSet', () => {
  test('has what lies between the first and the last address of a network', () => {
    const set = new CidrSet(['10.0.0.0/8', '192.168.4.0/23', '2001:db8::/33']);

    for (const address of ['10.0.0.0', '10.255.255.255', '192.168.5.255', '2001:db8:7fff:ffff::'])
      assert.ok(set.has(address), address);
    for (const address of [
      '9.255.255.255',
      '11.0.0.0',
      '192.168.3.255',
      '192.168.6.0',
      '2001:db8:8000::',
      '2001:db7:ffff::',
    ]) {
      assert.ok(!set.has(address), address);
    }
  });

  test('takes single addresses, and networks with bits beyond the prefix', () => {
    const set = new CidrSet(['127.0.0.1', '::1', '172.16.5.5/12']);

    assert.ok(set.has('127.0.0.1') && set.has('::1') && set.has('172.31.255.255'));
    assert.ok(!set.has('127.0.0.2') && !set.has('::2') && !set.has('172.32.0.0'));
  });

  test('knows an IPv4 address in its IPv6 spelling, both ways', () => {
    assert.ok(new CidrSet(['10.0.0.0/8']).has('::ffff:10.1.1.1'));
    assert.ok(new CidrSet(['::ffff:10.0.0.0/104']).has('10.1.1.1'));
  });

  test('keeps the two versions apart', () => {
    assert.ok(!new CidrSet(['0.0.0.0/0']).has('::1'));
    assert.ok(new CidrSet(['0.0.0.0/0']).has('255.255.255.255'));
    assert.ok(!new CidrSet(['::/0']).has('10.0.0.1'));
    assert.ok(new CidrSet(['::/0']).has('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'));
  });

  test('finds an address among overlapping and touching networks', () => {
    const set = new CidrSet(['10.1.0.0/16', '10.0.0.0/8', '10.2.3.0/24', '11.0.0.0/8', '9.9.9.9']);

    for (const address of ['10.1.2.3', '10.200.0.1', '10.2.3.4', '11.1.1.1', '9.9.9.9'])
      assert.ok(set.has(address), address);
    assert.ok(!set.has('12.0.0.0'));
  });

  test('has nothing when empty, and never what is no address', () => {
    assert.ok(!new CidrSet([]).has('10.0.0.1'));
    assert.ok(!new CidrSet(['0.0.0.0/0', '::/0']).has('localhost'));
    assert.ok(!new CidrSet(['0.0.0.0/0', '::/0']).has('::1%eth0'));
  });

  test('has a peer on a Unix socket only when told so', () => {
    assert.ok(!new CidrSet(['0.0.0.0/0']).has(''));
    assert.ok(new CidrSet(['unix:']).has(''));
  });

  test('agrees with a plain comparison of bits', () => {
    const seed = Date.now() % 100_000;
    let state = seed;
    const next = (below: number) => {
      state = (state * 48271 + 1) % 2147483647;
      return state % below;
    };
    const text = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');
    const address = () => (next(4) << 30) | next(1 << 24);
    const networks = Array.from({ length: 40 }, () => ({ first: address(), prefix: 1 + next(32) }));
    const set = new CidrSet(networks.map(({ first, prefix }) => `${text(first)}/${prefix}`));

    for (let i = 0; i < 2000; i += 1) {
      const one = next(2) === 0 ? address() : networks[next(40)]!.first ^ next(256);
      const expected = networks.some(({ first, prefix }) => one >>> (32 - prefix) === first >>> (32 - prefix));
      assert.equal(set.has(text(one)), expected, `seed ${seed}: ${text(one)}`);
    }
  });

  test('refuses what is no network', () => {
    for (const text of [
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/08',
      '::/129',
      'x',
      '',
      '10.0.0.0/-1',
      '/8',
      'fe80::%1/64',
    ]) {
      assert.equal(isCidr(text), false, text);
      assert.throws(() => new CidrSet([text]), RangeError, text);
    }
    for (const text of ['10.0.0.0/0', '::/128', '1.2.3.4', 'unix:']) assert.equal(isCidr(text), true, text);
  });
});
