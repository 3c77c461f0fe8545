import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durationMs } from '../../../shared/config/fields/duration.ts';
import { sizeBytes } from '../../../shared/config/fields/size.ts';
import { cidr } from '../../../shared/config/forms/cidr.ts';
import { listenAddress } from '../../../shared/config/forms/listen-address.ts';
import { nearest } from '../../../shared/config/nearest.ts';
import { fillIn } from '../../../shared/config/source/environment.ts';
import { splitHostPort } from '../../../shared/http/host-port.ts';

describe('values', () => {
  test('spans of time are read with their unit', () => {
    const spans = { '250ms': 250, '1.5s': 1500, '2 minutes': 120_000, '1h': 3_600_000, '1d': 86_400_000 };

    for (const [text, ms] of Object.entries(spans)) assert.equal(durationMs(text), ms, text);
    for (const text of ['', '5', '5 parsecs', '-1s', 's']) assert.equal(durationMs(text), undefined, text);
  });

  test('sizes are read with their unit', () => {
    const sizes = { '1': 1, '10MB': 10_000_000, '64KiB': 65_536, '1.5k': 1500, '2 GiB': 2_147_483_648 };

    for (const [text, bytes] of Object.entries(sizes)) assert.equal(sizeBytes(text), bytes, text);
    for (const text of ['', 'MB', '-1', '1TBs']) assert.equal(sizeBytes(text), undefined, text);
  });

  test('addresses to listen on are a host and a port, or a socket', () => {
    for (const text of ['127.0.0.1:8080', '[::1]:80', 'localhost:0', '0.0.0.0:65535', 'unix:/run/s.sock']) {
      assert.equal(listenAddress.accepts(text), true, text);
    }
    for (const text of ['127.0.0.1', ':80', 'a:65536', 'unix:s.sock', 'unix:/', '::1:80', 'http://a:80', 'a b:80']) {
      assert.equal(listenAddress.accepts(text), false, text);
    }
    assert.deepEqual(splitHostPort('[fe80::1]:443'), { host: 'fe80::1', port: 443 });
  });

  test('ranges are addresses with at most as many bits as they have', () => {
    for (const text of ['10.0.0.0/8', '192.168.1.1', 'fd00::/8', '::1', '::ffff:1.2.3.4/128', '1:2:3:4:5:6:7:8']) {
      assert.equal(cidr.accepts(text), true, text);
    }
    for (const text of [
      '10.0.0.0/33',
      '10.0.0',
      '10.0.0.256',
      '::1/129',
      '1::2::3',
      'x',
      '10.0.0.0/',
      '1:2:3',
      '01.2.3.4',
    ]) {
      assert.equal(cidr.accepts(text), false, text);
    }
  });

  test('variables are filled in, with defaults, and once', () => {
    const environment = { A: 'x', EMPTY: '', LOOP: '${A}' };

    assert.deepEqual(fillIn('${A}-${B:-d}-${EMPTY:-e}-${EMPTY}-$${A}-$A', environment), {
      text: 'x-d-e--${A}-$A',
      unset: [],
    });
    assert.deepEqual(fillIn('${LOOP}', environment).text, '${A}');
    assert.deepEqual(fillIn('${B} ${C}', environment).unset, ['B', 'C']);
  });

  test('the nearest name is found while it is near', () => {
    const names = ['upstream', 'upstreams', 'filters', 'path-prefix'];

    assert.equal(nearest('upstrem', names), 'upstream');
    assert.equal(nearest('paht-prefix', names), 'path-prefix');
    assert.equal(nearest('something-else', names), undefined);
    assert.equal(nearest('x', names), undefined);
  });
});
