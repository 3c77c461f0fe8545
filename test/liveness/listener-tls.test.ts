import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Settings } from 'node:http2';
import { describe, test } from 'node:test';
import type { ConnectionOptions } from 'node:tls';
import { configFiles } from '../../node-adapter/config-files.ts';
import { ListenerSet } from '../../node-adapter/listener-set.ts';
import { type CertificateName, certificate, certificatePath, pairText } from '../support/certificates.ts';
import { openHttp2 } from '../support/http2-client.ts';
import { type TlsVisit, visit } from '../support/tls-client.ts';
import { Stage } from './stage.ts';

/** What clients see of a listener with these settings of `tls`, one after the other. */
async function visits(tls: string, asked: readonly ConnectionOptions[]): Promise<(TlsVisit | string)[]> {
  const listener = `protocol "https"; tls { ${tls} }`;
  const stage = await Stage.of({ address: '127.0.0.1:0', listener }, configFiles);
  const set = new ListenerSet(stage.engine, stage.platform);
  await set.apply(stage.config);
  const port = Number(new URL(set.open[0]!.url).port);
  const seen: (TlsVisit | string)[] = [];
  try {
    for (const options of asked) seen.push(await visit(port, { ...options, session: sessionOf(seen.at(-1), options) }));
  } finally {
    await set.stop(0);
  }
  return seen;
}

const again = Symbol('again');

/** What a client that comes again begins with. */
function sessionOf(last: TlsVisit | string | undefined, options: ConnectionOptions): Buffer | undefined {
  return again in options && typeof last === 'object' ? last.session : undefined;
}

/** How many streams a listener says it takes. */
async function streamsOf(listener: string): Promise<number | undefined> {
  const settings = `protocol "https"; tls { ${main} }; ${listener}`;
  const stage = await Stage.of({ address: '127.0.0.1:0', listener: settings }, configFiles);
  const set = new ListenerSet(stage.engine, stage.platform);
  await set.apply(stage.config);
  const session = await openHttp2(Number(new URL(set.open[0]!.url).port));
  const [{ maxConcurrentStreams }] = (await once(session, 'remoteSettings')) as [Settings];
  session.destroy();
  await set.stop(0);
  return maxConcurrentStreams;
}

async function one(tls: string, options: ConnectionOptions = {}): Promise<TlsVisit | string> {
  return (await visits(tls, [options]))[0]!;
}

/** One thing a client sees. */
async function see<K extends keyof TlsVisit>(tls: string, key: K, options?: ConnectionOptions): Promise<unknown> {
  const seen = await one(tls, options);
  return typeof seen === 'string' ? seen : seen[key];
}

const main = pairText('main');
const sni = (name: CertificateName, more = ''): string => `sni { ${pairText(name)}; ${more} }`;
const mutual = `${main}; client-auth #true; ca-file "${certificatePath('ca.pem')}"`;

describe('TLS of listeners', () => {
  test('listeners.tls.cert-file is what a client is shown', async () => {
    assert.equal(await see(main, 'shown'), 'main.test');
    assert.equal(await see(pairText('shop'), 'shown', { servername: 'shop.test' }), 'shop.test');
  });

  test('listeners.tls.key-file is what the connection is encrypted with', async () => {
    assert.match(String(await see(main, 'text')), /^HTTP\/1\.1 200 /);
    const wrong = `cert-file "${certificatePath('main.pem')}"; key-file "${certificatePath('shop.key')}"`;
    await assert.rejects(one(wrong), /key-file: the private key in .* is not that of the certificate/);
  });

  test('listeners.tls.client-auth keeps out clients without a certificate', async () => {
    assert.match(String(await see(main, 'text')), / 200 /);
    assert.match(String(await one(mutual)), /CERTIFICATE_REQUIRED|closed|ECONNRESET/);
    assert.match(String(await see(mutual, 'text', certificate('client'))), / 200 /);
  });

  for (const servername of ['main.test', 'shop.test', '']) {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      test(`listeners.tls.ca-file decides whose certificates are believed, for "${servername}" and ${maxVersion}`, async () => {
        const both = `${mutual}; ${sni('shop')}`;
        const asked = { servername, maxVersion, rejectUnauthorized: false };

        assert.match(String(await see(both, 'text', { ...asked, ...certificate('client') })), / 200 /);
        assert.equal(typeof (await one(both, { ...asked, ...certificate('stranger') })), 'string');
        assert.equal(typeof (await one(both, asked)), 'string');
      });
    }
  }

  test('listeners.tls.min-version keeps out older versions', async () => {
    assert.equal(await see(main, 'version', { maxVersion: 'TLSv1.2' }), 'TLSv1.2');
    const newer = `${main}; min-version "1.3"; ${sni('shop')}`;
    assert.equal(typeof (await one(newer, { maxVersion: 'TLSv1.2' })), 'string');
    assert.equal(typeof (await one(newer, { maxVersion: 'TLSv1.2', servername: 'shop.test' })), 'string');
    assert.equal(await see(newer, 'version'), 'TLSv1.3');
  });

  test('listeners.tls.max-version keeps to older versions', async () => {
    assert.equal(await see(main, 'version'), 'TLSv1.3');
    assert.equal(await see(`${main}; max-version "1.2"`, 'version'), 'TLSv1.2');
  });

  test('listeners.tls.cipher-suites are those that are offered', async () => {
    const suite = 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256';
    const asked = { maxVersion: 'TLSv1.2' } as const;

    assert.notEqual(await see(main, 'suite', asked), suite);
    assert.equal(await see(`${main}; max-version "1.2"; cipher-suite "${suite}"`, 'suite', asked), suite);
  });

  test('listeners.tls.session-resumption lets clients begin where they ended', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const twice = [{ maxVersion }, { maxVersion, [again]: true }];
      const resumed = async (tls: string) =>
        (await visits(tls, twice)).map((seen) => (typeof seen === 'string' ? seen : seen.resumed));

      assert.deepEqual(await resumed(main), [false, true]);
      assert.deepEqual(await resumed(`${main}; session-resumption #false`), [false, false]);
    }
  });

  test('listeners.max-concurrent-streams is how many requests a connection may carry at once', async () => {
    assert.deepEqual(await streamsOf(''), 100);
    assert.deepEqual(await streamsOf('max-concurrent-streams 7'), 7);
    await assert.rejects(Stage.of({ listener: 'max-concurrent-streams 7' }), /has no effect on protocol "http"/);
  });

  test('listeners.tls.sni.cert-file and listeners.tls.sni.key-file are shown to clients that ask for a name in the certificate', async () => {
    const shown = async (servername: string, tls: string) =>
      see(tls, 'shown', { servername, rejectUnauthorized: false });

    assert.equal(await shown('shop.test', main), 'main.test');
    for (const name of ['shop.test', 'SHOP.test', 'a.shop.test', 'a.b.shop.test']) {
      assert.equal(await shown(name, `${main}; ${sni('shop')}`), 'shop.test', name);
    }
    for (const name of ['other.test', ''])
      assert.equal(await shown(name, `${main}; ${sni('shop')}`), 'main.test', name);
  });

  test('listeners.tls.sni.hostnames stand in place of the names in the certificate', async () => {
    const shown = async (servername: string) =>
      see(`${main}; ${sni('shop', 'hostnames "mine.test"')}`, 'shown', { servername, rejectUnauthorized: false });

    assert.equal(await shown('mine.test'), 'shop.test');
    assert.equal(await shown('shop.test'), 'main.test');
  });

  test('listeners.tls.sni.priority-hostnames decide between two certificates for a name', async () => {
    const two = (first: string, second: string) => `${main}; ${sni('shop', first)}; ${sni('shop-too', second)}`;
    const shown = async (tls: string) => {
      const seen = await one(tls, { servername: 'a.shop.test' });
      return typeof seen === 'object' && seen.shown;
    };

    await assert.rejects(one(two('', '')), /"shop\.test" is also a name of the certificate at/);
    assert.equal(await shown(two('', 'priority-hostnames "shop.test"')), 'shop.test');
    const both = 'priority-hostnames "shop.test"';
    await assert.rejects(one(two(both, both)), /is also a name of the certificate at/);
  });
});
