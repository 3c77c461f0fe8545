import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, isIP, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { NameCache } from '../../../../node-adapter/sockets/name-cache.ts';
import { NodeDialer } from '../../../../node-adapter/sockets/node-dialer.ts';
import type { Fault } from '../../../../shared/errors/fault.ts';
import type { Socket } from '../../../../shared/platform/socket.ts';
import type { Address, UpstreamTls } from '../../../../shared/platform/transport.ts';
import { keepAliveDueSecs, tellsKeepAlive } from '../../../support/keep-alive.ts';
import { silentPort } from '../../../support/ports.ts';

const pem = (name: string): string => readFileSync(new URL(`../../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const addresses = { 'both.test': ['127.0.0.1', '::1'], 'v6-first.test': ['::1', '127.0.0.1'] };
const dialer = new NodeDialer(
  new NameCache(
    () => performance.now(),
    (name, tell) => {
      const found = addresses[name as keyof typeof addresses] ?? ['127.0.0.1'];
      if (name === 'unknown.test') tell(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
      else
        tell(
          null,
          found.map((address) => ({ address, family: isIP(address) })),
        );
    },
  ),
);

describe('dialer', () => {
  let plain: Server;
  let encrypted: ReturnType<typeof createTlsServer>;
  const seen: { servername: string | false | null; client: string | undefined; reused: boolean }[] = [];

  before(async () => {
    plain = createServer((socket) => socket.on('error', () => {}).end('hello'));
    encrypted = createTlsServer(
      {
        key: pem('origin.key'),
        cert: pem('origin.pem'),
        ca: pem('ca.pem'),
        requestCert: true,
        rejectUnauthorized: false,
      },
      (socket: TLSSocket) => {
        const client = socket.getPeerCertificate().subject?.CN;
        seen.push({
          servername: socket.servername ?? null,
          client: Array.isArray(client) ? client[0] : client,
          reused: socket.isSessionReused(),
        });
        socket.on('error', () => {}).end('hello');
      },
    );
    encrypted.on('tlsClientError', () => {});
    await Promise.all([plain, encrypted].map((server) => new Promise<void>((up) => server.listen(0, '127.0.0.1', up))));
  });

  after(() => {
    plain.close();
    encrypted.close();
  });

  test('connects to an address and to a name', async () => {
    for (const host of ['127.0.0.1', 'origin.test']) {
      const socket = await dial({ host, port: portOf(plain) });
      assert.equal(await received(socket), 'hello');
    }
  });

  test('goes on to the next address of a name when one refuses', async () => {
    const socket = await dial({ host: 'v6-first.test', port: portOf(plain) });

    assert.equal(socket.remoteAddress, '127.0.0.1');
    assert.equal(await received(socket), 'hello');
  });

  // Workers of Bun take connections all the same, so that nothing is silent there.
  test('goes on to the next address of a name when one is silent', { skip: 'Bun' in globalThis }, async () => {
    const silent = await silentPort();
    const other = createServer((socket) => socket.on('error', () => {}).end('hello'));
    await new Promise<void>((up) => other.listen(silent.port, '::1', up));

    const socket = await dial({ host: 'both.test', port: silent.port });

    assert.equal(socket.remoteAddress, '::1');
    assert.equal(await received(socket), 'hello');
    other.close();
    await silent.stop();
  });

  test('has the system ask after upstreams that are silent', { skip: !tellsKeepAlive }, async () => {
    for (const security of [undefined, tls({ skipVerify: true })]) {
      const server = security === undefined ? plain : encrypted;
      const socket = await dial({ host: '127.0.0.1', port: portOf(server), ...(security && { tls: security }) });

      let dueSecs = keepAliveDueSecs(socket);
      for (let i = 0; i < 50 && dueSecs === undefined; i += 1) {
        await new Promise((pass) => setTimeout(pass, 10));
        dueSecs = keepAliveDueSecs(socket);
      }
      socket.destroy();
      assert.ok(dueSecs !== undefined && dueSecs <= 60, `${dueSecs}`);
    }
  });

  test('says that nothing was sent when the connection is refused', async () => {
    const free = createServer();
    await new Promise<void>((up) => free.listen(0, '127.0.0.1', up));
    const port = portOf(free);
    await new Promise((down) => free.close(down));

    const fault = await failure({ host: '127.0.0.1', port });

    assert.deepEqual([fault.code, fault.unsent], ['upstream_refused', true]);
    assert.match(fault.detail ?? '', /ECONNREFUSED/);
  });

  test('says so when the name is not known', async () => {
    const fault = await failure({ host: 'unknown.test', port: 80 });

    assert.deepEqual([fault.code, fault.unsent], ['upstream_refused', true]);
    assert.match(fault.detail ?? '', /ENOTFOUND/);
  });

  test('trusts no certificate of an unknown authority', async () => {
    const fault = await failure({ host: 'origin.test', port: portOf(encrypted), tls: tls({}) });

    assert.deepEqual([fault.code, fault.unsent], ['upstream_tls_failed', true]);
  });

  test('trusts no certificate for another name', async () => {
    const other = tls({ ca: pem('ca.pem'), serverName: 'other.test' });

    assert.equal(
      (await failure({ host: '127.0.0.1', port: portOf(encrypted), tls: other })).code,
      'upstream_tls_failed',
    );
  });

  test('trusts the authority it is told to, and asks for the name it is told to', async () => {
    const socket = await dial({
      host: '127.0.0.1',
      port: portOf(encrypted),
      tls: tls({ ca: pem('ca.pem'), serverName: 'origin.test' }),
    });

    assert.equal(await received(socket), 'hello');
    assert.equal(socket.secure, true);
    assert.equal(seen.at(-1)?.servername, 'origin.test');
  });

  test('verifies an address by the addresses of the certificate', async () => {
    const socket = await dial({ host: '127.0.0.1', port: portOf(encrypted), tls: tls({ ca: pem('ca.pem') }) });

    assert.equal(await received(socket), 'hello');
  });

  test('verifies nothing only when told not to', async () => {
    const socket = await dial({ host: 'origin.test', port: portOf(encrypted), tls: tls({ skipVerify: true }) });

    assert.equal(await received(socket), 'hello');
  });

  test('shows its own certificate', async () => {
    const own = tls({ ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') });
    const socket = await dial({ host: 'origin.test', port: portOf(encrypted), tls: own });
    await received(socket);

    assert.equal(seen.at(-1)?.client, 'client.test');
  });

  // Servers on Deno do not tell.
  test('tells why, where the other side refuses the encryption only after it seemed agreed', async () => {
    const strict = createTlsServer({
      ...{ key: pem('origin.key'), cert: pem('origin.pem'), ca: pem('ca.pem') },
      ...{ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
    });
    strict.on('tlsClientError', () => {});
    await new Promise<void>((up) => strict.listen(0, '127.0.0.1', up));

    const address = addressOf({ host: 'origin.test', port: portOf(strict), tls: tls({ ca: pem('ca.pem') }) });
    const ending = await new Promise<string>((resolve, reject) => {
      dialer.dial(address, {
        onFailed: reject,
        onConnected(socket) {
          socket.handler = {
            onData() {},
            onDrain() {},
            onEnd: () => resolve('an end in order'),
            onClose: (error) => resolve(String(error?.message)),
          };
          socket.writeText('x');
        },
      });
    });
    strict.close();

    assert.match(ending, /certificate.?required/i);
  });

  test('resumes the session of the connection before', { skip: 'Deno' in globalThis }, async () => {
    const address = addressOf({ host: 'origin.test', port: portOf(encrypted), tls: tls({ ca: pem('ca.pem') }) });

    for (let i = 0; i < 2; i += 1) await received(await dialTo(address));

    assert.equal(seen.at(-1)?.reused, true);
  });

  test('reports a broken private key as a fault of the encryption, later than the call', async () => {
    const fault = await failure({ host: '127.0.0.1', port: portOf(encrypted), tls: tls({ cert: 'x', key: 'y' }) });

    assert.deepEqual([fault.code, fault.unsent], ['upstream_tls_failed', true]);
  });

  test('tells nothing more once it is cancelled', async () => {
    let told = 0;
    const caller = { onConnected: () => told++, onFailed: () => told++ };
    for (const sketch of [
      { host: '127.0.0.1', port: portOf(plain) },
      { host: 'unknown.test', port: 80 },
    ]) {
      dialer.dial(addressOf(sketch), caller).cancel();
    }
    // Another connection made after them has had the same chance to come up.
    await received(await dial({ host: '127.0.0.1', port: portOf(plain) }));

    assert.equal(told, 0);
  });
});

interface Sketch {
  readonly host: string;
  readonly port: number;
  readonly tls?: UpstreamTls;
}

function addressOf({ host, port, tls }: Sketch): Address {
  return { host, port, tls, pool: { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined } };
}

function tls(settings: Partial<UpstreamTls>): UpstreamTls {
  return { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined, ...settings };
}

function dial(sketch: Sketch): Promise<Socket> {
  return dialTo(addressOf(sketch));
}

function dialTo(address: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    dialer.dial(address, {
      onConnected(socket) {
        socket.pause();
        resolve(socket);
      },
      onFailed: reject,
    });
  });
}

async function failure(sketch: Sketch): Promise<Fault> {
  return dial(sketch).then(
    () => assert.fail('it connected'),
    (fault: Fault) => fault,
  );
}

/** Everything the other side sends until it ends. */
function received(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.handler = {
      onData(bytes) {
        text += Buffer.from(bytes).toString('latin1');
      },
      onDrain() {},
      onEnd() {
        socket.end();
      },
      onClose: (error) => (error ? reject(error) : resolve(text)),
    };
    socket.resume();
  });
}

function portOf(server: Server): number {
  const where = server.address();
  return typeof where === 'object' && where !== null ? where.port : 0;
}
