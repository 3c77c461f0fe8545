import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { type FrontOwner, TlsFront } from '../../../../node-adapter/tls/tls-front.ts';
import { readTlsSettings, type TlsSettings } from '../../../../node-adapter/tls/tls-settings.ts';
import { type CertificateName, certificate } from '../../../support/certificates.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { openTls } from '../../../support/tls-client.ts';
import { whenClosed } from '../../../support/when-closed.ts';

function settings(name: CertificateName): TlsSettings {
  const { cert, key } = certificate(name);
  const tls = {
    certFile: 'cert',
    keyFile: 'key',
    sni: [],
    cipherSuites: [],
    sessionResumption: true,
    minVersion: '1.2',
  };
  return readTlsSettings({ ...tls, clientAuth: false } as never, (path) => (path === 'cert' ? cert : key));
}

describe('TlsFront', () => {
  let platform: FakePlatform;
  let front: TlsFront;
  let server: Server;
  let port: number;
  const secured: TLSSocket[] = [];
  const failed: string[] = [];
  const refused: Socket[] = [];
  let onFailed: (() => void) | undefined;
  const owner: FrontOwner = {
    onSecure(secure) {
      secure.on('error', () => {});
      secured.push(secure);
    },
    onFailed(reason) {
      failed.push(reason);
      onFailed?.();
    },
  };

  beforeEach(async () => {
    platform = new FakePlatform();
    const options = { protocols: ['http/1.1'], handshakeMs: 5000, maxHandshakes: 2 };
    front = new TlsFront(settings('main'), options, owner, platform.timers);
    server = createServer((raw) => {
      if (front.take(raw)) return;
      refused.push(raw);
      raw.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterEach(() => {
    front.close();
    for (const secure of secured.splice(0)) secure.destroy();
    failed.length = 0;
    refused.length = 0;
    onFailed = undefined;
    server.close();
  });
  after(() => server.close());

  const shown = async (): Promise<string> => {
    const client = await openTls(port, { rejectUnauthorized: false });
    const name = String(client.getPeerCertificate().subject.CN);
    client.destroy();
    return name;
  };

  test('shows new clients a certificate that was replaced, and keeps the connections there are', async () => {
    const early = await openTls(port);
    front.replace(settings('shop'));

    assert.equal(await shown(), 'shop.test');
    early.write('still here');
    const [bytes] = (await once(secured[0]!, 'data')) as [Buffer];
    assert.equal(String(bytes), 'still here');
    early.destroy();
  });

  test('cuts a handshake that takes too long', async () => {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    await once(client, 'connect');
    while (front.waitingCount === 0) await new Promise((resolve) => setImmediate(resolve));
    platform.time.advance(4000);
    assert.equal(front.waitingCount, 1);
    platform.time.advance(1100);
    await whenClosed(client);

    assert.deepEqual(failed, ['the handshake took too long']);
    assert.equal(front.waitingCount, 0);
  });

  test('takes no more handshakes than it may', async () => {
    const slow = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const client of slow) client.on('error', () => {});
    await Promise.race(slow.map((client) => whenClosed(client)));

    assert.equal(refused.length, 1);
    assert.equal(front.waitingCount, 2);
    for (const client of slow) client.destroy();
  });

  test('tells of clients that speak something else, once each', async () => {
    const told = new Promise<void>((resolve) => {
      onFailed = resolve;
    });
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.write('GET / HTTP/1.1\r\n\r\n');
    await told;
    await whenClosed(client.resume());

    assert.equal(failed.length, 1);
    assert.equal(front.waitingCount, 0);
    assert.equal(await shown(), 'main.test');
  });

  test('gives up handshakes when it closes', async () => {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    while (front.waitingCount === 0) await new Promise((resolve) => setImmediate(resolve));
    front.close();
    await whenClosed(client);

    assert.equal(front.waitingCount, 0);
  });
});
