import assert from 'node:assert/strict';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { askHttp2, openHttp2 } from '../../support/http2-client.ts';
import { RawClient } from '../../support/raw-client.ts';
import { visit } from '../../support/tls-client.ts';
import { selfSigned } from '../certificate.ts';
import type { Expectation } from '../expectation.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

const site = selfSigned('site.test');
const shop = selfSigned('shop.test');

/** Examples about clients and their connections. */
export const listeners: Readonly<Record<string, Expectation>> = {
  'examples/listeners.kdl': {
    shows: 'serves on several addresses and lets go of clients that dawdle',
    skip: hasIpv6 ? undefined : 'this machine has no IPv6',
    async run(stage) {
      assert.equal((await stage.told('GET /')).url, '/');
      const six = await RawClient.open(stage.port(8081), '::1');
      six.send('GET /six HTTP/1.1\r\nHost: example.test\r\n\r\n');
      assert.equal((await six.whole()).status, 200);
      six.close();

      const slow = await RawClient.open(stage.port(8080));
      slow.send('GET / HTTP/1.1\r\nHost: slow');
      assert.equal((await slow.whole()).status, 408);
      slow.close();
    },
  },
  'examples/unix-socket.kdl': {
    shows: 'serves on a Unix socket',
    async run(stage) {
      const socketPath = join(stage.folder, 'sentinel-example.sock');
      const status = await new Promise((settle, fail) => {
        const asking = request({ socketPath, path: '/hello', agent: false }, (reply) => {
          reply.resume();
          settle(reply.statusCode);
        });
        asking.on('error', fail).end();
      });

      assert.equal(status, 200);
    },
  },
  'examples/tls.kdl': {
    shows: 'shows each name its certificate, speaks HTTP/2, and lets known clients in',
    files: () => ({
      'site.pem': site.cert,
      'site-key.pem': site.key,
      'shop.pem': shop.cert,
      'shop-key.pem': shop.key,
    }),
    async run(stage) {
      const port = stage.port(8443);
      const asked = { ca: [site.cert, shop.cert] };
      const shown = await visit(port, { ...asked, servername: 'site.test' });
      const other = await visit(port, { ...asked, servername: 'shop.test' });
      const session = await openHttp2(port, { ...asked, servername: 'site.test' });
      const { status } = await askHttp2(session, { ':authority': 'site.test' }).reply;
      session.destroy();
      const known = { rejectUnauthorized: false, servername: 'site.test' };

      assert.deepEqual(
        [shown, other].map((seen) => typeof seen === 'object' && seen.shown),
        ['site.test', 'shop.test'],
      );
      assert.equal(status, 200);
      assert.equal(typeof (await visit(stage.port(8444), known)), 'string');
      assert.equal(typeof (await visit(stage.port(8444), { ...known, ...shop })), 'object');
    },
  },
  'examples/trusted-proxies.kdl': {
    shows: 'believes trusted proxies about the client, and nobody else',
    async run(stage) {
      const headers = ['X-Forwarded-For: 203.0.113.9', 'X-Forwarded-Proto: https'];
      const open = await stage.told('GET /', { headers });
      const behind = await stage.told('GET /', { headers, at: 8081 });

      assert.deepEqual([open.headers['x-forwarded-for'], open.headers['x-forwarded-proto']], ['127.0.0.1', 'http']);
      assert.deepEqual(
        [behind.headers['x-forwarded-for'], behind.headers['x-forwarded-proto']],
        ['203.0.113.9, 127.0.0.1', 'https'],
      );
    },
  },
  'examples/limits.kdl': {
    shows: 'refuses what is too large, each with its status',
    async run(stage) {
      const body = 'x'.repeat(2000);

      assert.equal((await stage.ask('POST /', { body })).status, 413);
      assert.equal((await stage.told('POST /upload', { body })).body, body);
      assert.equal((await stage.ask(`GET /${'x'.repeat(600)}`)).status, 414);
      assert.equal((await stage.ask('GET /', { headers: [`X-Long: ${'x'.repeat(3000)}`] })).status, 431);
    },
  },
  'examples/process.kdl': {
    shows: 'takes over a changed file, and answers what is under way before it ends',
    more: [3001, 3002],
    async run(stage) {
      assert.deepEqual(await stage.reached(1, 'GET /'), [3001]);
      await stage.edit((text) => text.replace(stage.address(3001), stage.address(3002)));
      await stage.log.line((line) => line.includes('configuration reloaded'));
      assert.deepEqual(await stage.reached(1, 'GET /'), [3002]);

      const pid = Number(await stage.file('sentinel.pid'));
      const last = stage.ask('GET /slow/300');
      await stage.origins.got('/slow/300');
      process.kill(pid, 'SIGTERM');
      assert.equal((await last).status, 200);
      assert.equal(await stage.end(), 'exit 0');
    },
  },
};
