import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configFiles } from '../../../node-adapter/config-files.ts';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import type { RuntimeName } from '../../../shared/platform/platform.ts';
import { certificatePath, pairText } from '../../support/certificates.ts';

const main = pairText('main');

/** What is said of a listener with these settings. */
async function saidOf(listener: string, runtime: RuntimeName = 'node'): Promise<readonly string[]> {
  const text = [
    `listeners { listener "main" { address "127.0.0.1:443"; ${listener} } }`,
    'routes { route "a" { matches { path "/" }; builtin-handler "health" } }',
  ].join('\n');
  const { problems } = await loadConfig({ entry: { name: 'a.kdl', text }, runtime, ...configFiles });
  return problems.map(formatProblem).filter((line) => !line.includes('lint'));
}

/** What is said of a listener whose `tls` holds this. */
async function saidOfTls(tls: string, runtime?: RuntimeName): Promise<readonly string[]> {
  return saidOf(`protocol "https"; tls { ${tls} }`, runtime);
}

describe('the encryption of listeners', () => {
  test('is taken on every runtime with sockets', async () => {
    for (const runtime of ['node', 'deno', 'bun'] as const) assert.deepEqual(await saidOfTls(main, runtime), []);
  });

  const wrong: Readonly<Record<string, readonly [tls: string, said: RegExp]>> = {
    'a certificate without its key': [
      `cert-file "${certificatePath('main.pem')}"`,
      /tls\.cert-file: .* needs "key-file"/,
    ],
    'no certificate at all': ['min-version "1.3"', /listeners\.main\.tls: "tls" needs "cert-file" and "key-file"/],
    'a file that is not there': [
      `${main.replace('main.pem', 'nowhere.pem')}`,
      /1:\d+: .*tls\.cert-file: .* cannot be read/,
    ],
    'a key in place of the certificate': [
      `cert-file "${certificatePath('main.key')}"; key-file "${certificatePath('main.key')}"`,
      /tls\.cert-file: .* holds no certificate in PEM/,
    ],
    'a key of another certificate': [
      `cert-file "${certificatePath('main.pem')}"; key-file "${certificatePath('shop.key')}"`,
      /1:\d+: .*tls\.key-file: the private key in .*shop\.key is not that of the certificate in .*main\.pem/,
    ],
    'an sni without a certificate': [`${main}; sni { hostnames "a.test" }`, /tls\.sni\.0: "sni" needs "cert-file"/],
    'both lists of names': [
      `${main}; sni { ${pairText('shop')}; hostnames "a.test"; priority-hostnames "shop.test" }`,
      /priority-hostnames" has no effect beside "hostnames"/,
    ],
    'a name that the certificate does not have': [
      `${main}; sni { ${pairText('shop')}; priority-hostnames "other.test" }`,
      /priority-hostnames: the certificate is not for other\.test/,
    ],
    'two certificates for one name': [
      `${main}; sni { ${pairText('shop')} }; sni { ${pairText('shop-too')} }`,
      /sni\.1: "shop\.test" is also a name of the certificate at a\.kdl:1/,
    ],
    'client-auth without authorities': [`${main}; client-auth #true`, /client-auth" needs "ca-file"/],
    'authorities without client-auth': [`${main}; ca-file "${certificatePath('ca.pem')}"`, /ca-file" has no effect/],
    'versions the wrong way round': [`${main}; min-version "1.3"; max-version "1.2"`, /1\.2 is older than .* 1\.3/],
    'an unknown suite': [`${main}; cipher-suite "TLS_RSA_WITH_RC4_128_MD5"`, /expected a cipher suite/],
    'no suite for a version that is spoken': [`${main}; cipher-suite "TLS_AES_128_GCM_SHA256"`, /no suite of TLS 1\.2/],
    stapling: [`${main}; ocsp-stapling #true`, /"ocsp-stapling" is not in this build yet/],
    acme: ['acme { email "a@b.test"; domains "a.test" }', /"acme" is not in this build yet/],
  };
  test('is refused once for a file that holds no certificate', async () => {
    const key = certificatePath('main.key');

    assert.equal((await saidOfTls(`cert-file "${key}"; key-file "${key}"`)).length, 1);
  });

  for (const [what, [tls, said]] of Object.entries(wrong)) {
    test(`is refused with ${what}`, async () => {
      assert.match((await saidOfTls(tls)).join('\n'), said);
    });
  }

  test('is refused beside protocol "http", on a Unix socket, and missing from "https"', async () => {
    assert.match((await saidOf(`tls { ${main} }`)).join('\n'), /"tls" has no effect on protocol "http"/);
    assert.match((await saidOf('protocol "https"')).join('\n'), /protocol "https" needs "tls" beside it/);
  });

  test('is warned about when the certificate has expired', async () => {
    const said = await saidOfTls(pairText('expired'));

    assert.equal(said.length, 1);
    assert.match(said[0]!, /warning.*tls\.cert-file: the certificate expired on/);
  });

  test('is warned about when the names asked for are not those of the certificate', async () => {
    const said = await saidOfTls(
      `${main}; sni { ${pairText('shop')}; hostnames "a.test" "x.shop.test" "*.shop.test" }`,
    );

    assert.deepEqual(
      said.map((line) => /hostnames: (.*)$/.exec(line)?.[1]),
      ['the certificate is not for a.test'],
    );
  });

  test('takes the common name where the certificate has no other', async () => {
    assert.deepEqual(await saidOfTls(`${main}; sni { ${pairText('plain')} }`), []);
  });

  test('is refused by name where a runtime cannot do it', async () => {
    const suites = `${main}; cipher-suite "TLS_AES_128_GCM_SHA256"; min-version "1.3"`;
    assert.deepEqual(await saidOfTls(suites), []);
    assert.match((await saidOfTls(suites, 'deno')).join('\n'), /"cipher-suites" has no effect on deno: /);
    assert.match((await saidOfTls(`${main}; session-resumption #false`, 'deno')).join('\n'), /no effect on deno: /);
    assert.match((await saidOfTls(main, 'workerd')).join('\n'), /"tls" has no effect on workerd: /);
  });
});
