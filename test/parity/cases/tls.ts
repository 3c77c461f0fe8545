import assert from 'node:assert/strict';
import { pairText } from '../../support/certificates.ts';
import { field } from '../../support/raw-message.ts';
import { openTls, visit } from '../../support/tls-client.ts';
import { until } from '../../support/until.ts';
import { whenClosed } from '../../support/when-closed.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const tls = `protocol "https"; tls { ${pairText('main')}; sni { ${pairText('shop')} } }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: ports.runtime.startsWith('workerd') ? '' : tls,
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
  });

const differs = { workerd: 'no-tls' } as const;

export const cases: readonly Case[] = [
  {
    name: 'serves clients over TLS, and tells the upstream so',
    differs,
    async run(world) {
      const seen = await visit(world.subject.port);

      assert.ok(typeof seen === 'object', String(seen));
      assert.match(seen.text, /^HTTP\/1\.1 200 /);
      assert.deepEqual([seen.version, seen.protocol], ['TLSv1.3', 'http/1.1']);
      assert.equal(field(world.seen, 'x-forwarded-proto'), 'https');
      assert.equal(field(world.seen, 'x-forwarded-port'), '443');
    },
  },
  {
    name: 'shows each name its certificate, and the first one for all others',
    differs,
    async run(world) {
      const shown: string[] = [];
      for (const servername of ['shop.test', 'a.shop.test', 'main.test', 'other.test', '']) {
        const seen = await visit(world.subject.port, { servername, rejectUnauthorized: false });
        shown.push(typeof seen === 'object' ? seen.shown : seen);
      }

      assert.deepEqual(shown, ['shop.test', 'shop.test', 'main.test', 'main.test', 'main.test']);
    },
  },
  {
    name: 'speaks TLS 1.2 with clients that know no other',
    differs,
    async run(world) {
      const seen = await visit(world.subject.port, { maxVersion: 'TLSv1.2' });

      assert.equal(typeof seen === 'object' && seen.version, 'TLSv1.2');
    },
  },
  {
    name: 'closes a connection that is not encrypted, and goes on',
    differs,
    async run(world) {
      const bare = await world.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await bare.gone;

      assert.equal(typeof (await visit(world.subject.port)), 'object');
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'does not end an answer over TLS that the upstream broke off',
    differs,
    async run(world) {
      let text = '';
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Transfer-Encoding: chunked']);
        call.write('4\r\nhalf\r\n');
        await until(() => text.includes('half'));
        await call.reset();
      });
      const client = await openTls(world.subject.port);
      client.on('error', () => {});
      client.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
      });
      client.write('GET / HTTP/1.1\r\nHost: main.test\r\n\r\n');
      await whenClosed(client);

      assert.match(text, /half/);
      assert.doesNotMatch(text, /\r\n0\r\n/);
    },
  },
];
