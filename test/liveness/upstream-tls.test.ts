import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { NameCache } from '../../node-adapter/sockets/name-cache.ts';
import { NodeDialer } from '../../node-adapter/sockets/node-dialer.ts';
import { Stage } from './stage.ts';

const pemPath = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const pem = (name: string): string => readFileSync(pemPath(name), 'utf8');

/** An origin with a certificate of an authority of its own, for `origin.test` and 127.0.0.1. It answers who asked. */
let origin: Server;

before(async () => {
  const trust = { key: pem('origin.key'), cert: pem('origin.pem'), ca: pem('ca.pem') };
  origin = createServer({ ...trust, requestCert: true, rejectUnauthorized: false }, answer);
  origin.on('tlsClientError', () => {});
  await new Promise<void>((up) => origin.listen(0, '127.0.0.1', up));
});

after(() => origin.close());

function answer(socket: TLSSocket): void {
  const text = `asked for ${socket.servername || 'nobody'} by ${socket.getPeerCertificate().subject?.CN ?? 'nobody'}`;
  const head = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n`;
  socket.on('error', () => {}).once('data', () => socket.end(head + text));
}

/** What a client is answered when the upstream has this block. */
async function answered(tls: string): Promise<string> {
  const { port } = origin.address() as { port: number };
  const stage = await Stage.of(
    { targets: `target "127.0.0.1:${port}"`, upstream: `tls { ${tls} }`, route: 'service-type "api"' },
    {
      dialer: () => new NodeDialer(new NameCache(() => performance.now())),
      readText: (path) => readFileSync(path, 'utf8'),
    },
  );
  const { code, text } = await stage.ask();
  return code ?? text;
}

const ca = `ca-cert "${pemPath('ca.pem')}"`;

describe('TLS to upstreams', () => {
  test('upstreams.tls.ca-cert is who is trusted', async () => {
    assert.equal(await answered(''), 'upstream_tls_failed');
    assert.equal(await answered(ca), 'asked for nobody by nobody');
  });

  test('upstreams.tls.insecure-skip-verify takes any certificate', async () => {
    assert.equal(await answered('insecure-skip-verify #true'), 'asked for nobody by nobody');
  });

  test('upstreams.tls.sni is the name that is asked for and verified', async () => {
    assert.equal(await answered(`${ca}; sni "origin.test"`), 'asked for origin.test by nobody');
    assert.equal(await answered(`${ca}; sni "other.test"`), 'upstream_tls_failed');
  });

  test('upstreams.tls.client-cert and upstreams.tls.client-key are who we are', async () => {
    const own = `client-cert "${pemPath('client.pem')}"; client-key "${pemPath('client.key')}"`;

    assert.equal(await answered(`${ca}; ${own}`), 'asked for nobody by client.test');
  });
});
