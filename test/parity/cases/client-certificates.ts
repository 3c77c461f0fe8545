import assert from 'node:assert/strict';
import { certificate, certificatePath, pairText } from '../../support/certificates.ts';
import { visit } from '../../support/tls-client.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const mutual = `protocol "https"
    tls {
      ${pairText('main')}
      client-auth #true
      ca-file "${certificatePath('ca.pem')}"
      sni { ${pairText('shop')} }
    }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: ports.runtime.startsWith('workerd') ? '' : mutual,
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
  });

const names = ['main.test', 'shop.test', ''];
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

export const cases: readonly Case[] = names.flatMap((servername) =>
  versions.map(
    (maxVersion): Case => ({
      name: `lets clients in by their certificate alone, for "${servername}" and ${maxVersion}`,
      differs: { workerd: 'no-tls' },
      async run(world) {
        const { port } = world.subject;
        const asked = { servername, maxVersion, rejectUnauthorized: false };

        assert.equal(typeof (await visit(port, asked)), 'string');
        assert.equal(typeof (await visit(port, { ...asked, ...certificate('stranger') })), 'string');
        assert.equal(world.allSeen.length, 0);
        assert.equal(typeof (await visit(port, { ...asked, ...certificate('client') })), 'object');
      },
    }),
  ),
);
