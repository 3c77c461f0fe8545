import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../shared/config/load.ts';
import { configText } from '../../liveness/config-text.ts';

const hash = `$2b$10$${'a'.repeat(53)}`;
const keyHash = 'ab'.repeat(32);
const secret = 'a secret of at least thirty-two characters';

async function told(filter: string, severity: 'error' | 'warning' = 'error'): Promise<readonly string[]> {
  const text = configText({ filters: `filter "f" { ${filter} }`, route: 'filters "f"' });
  const { problems } = await loadConfig({ entry: { name: 'test.kdl', text }, runtime: 'node' });
  return problems.filter((one) => one.severity === severity).map(({ message }) => message);
}

describe('a filter that lets clients in is refused', () => {
  const cases: readonly (readonly [filter: string, message: RegExp])[] = [
    ['type "basic-auth"', /users/],
    ['type "basic-auth"; users { user "a" "open sesame" }', /no hash of a password/],
    [`type "basic-auth"; users { user "a:b" "${hash}" }`, /":"/],
    [`type "basic-auth"; users { user "a" "${hash}"; user "a" "${hash}" }`, /twice/],
    [`type "basic-auth"; users { user "a" "${hash}" }; user-header "X-Forwarded-For"`, /cannot tell who asks/],
    [`type "basic-auth"; users { user "a" "${hash}" }; user-header "x_forwarded_for"`, /cannot tell who asks/],
    [`type "basic-auth"; users { user "a" "${hash}" }; realm "a\\nb"`, /printable/],
    [`type "api-keys"; keys { key "a" "open sesame" }`, /SHA-256/],
    [`type "api-keys"; keys { key "a" "${keyHash}"; key "b" "${keyHash.toUpperCase()}" }`, /twice/],
    [`type "api-keys"; keys { key "a" "${keyHash}" }; header "Cookie"`, /cannot hold a key/],
    [`type "api-keys"; keys { key "a" "${keyHash}" }; name-header "x_api_key"`, /holds the key/],
    [`type "api-keys"; keys { key "a" "${keyHash}" }; name-header "Host"`, /cannot tell who asks/],
    ['type "jwt"', /no key/],
    [`type "jwt"; secret "${secret}"; jwks-url "https://a.test/"; issuer "a"`, /several places/],
    ['type "jwt"; secret "short"', /32 characters/],
    ['type "jwt"; jwks-url "https://a.test/"', /"issuer" is missing/],
    ['type "jwt"; jwks "{}"; issuer "a"', /no set of keys/],
    ['type "jwt"; jwks "[]"; issuer "a"', /no set of keys/],
    [`type "jwt"; secret "${secret}"; algorithms "RS256"`, /has no effect with a "secret"/],
    ['type "jwt"; jwks-url "https://a.test/"; issuer "a"; algorithms "HS256"', /needs a "secret"/],
    [`type "jwt"; secret "${secret}"; algorithms "none"`, /none/],
    [`type "jwt"; secret "${secret}"; timeout-ms 5`, /has no effect without "jwks-url"/],
    [`type "jwt"; secret "${secret}"; jwks-cache-secs 5`, /has no effect without "jwks-url"/],
    [`type "jwt"; secret "${secret}"; claims-to-headers { Connection "sub" }`, /cannot tell who asks/],
    [`type "jwt"; secret "${secret}"; claims-to-headers { "X User" "sub" }`, /not the name of a header/],
    [`type "jwt"; secret "${secret}"; claims-to-headers { X-User "sub"; x_user "name" }`, /twice/],
    ['type "introspection"; url "https://a.test/"; client-id "a"', /client-secret/],
    ['type "introspection"; url "ftp://a.test/"; client-id "a"; client-secret "b"', /http/],
    ['type "forward-auth"; upstream "nobody"', /no upstream "nobody"/],
    ['type "forward-auth"; upstream "app"; upstream-headers "Via"', /cannot tell who asks/],
    ['type "forward-auth"; upstream "app"; upstream-headers "X-User" "x.user"', /twice/],
    ['type "forward-auth"; upstream "app"; request-headers "X-Forwarded-Uri"', /written by Sentinel/],
  ];
  for (const [filter, message] of cases) {
    test(`as ${filter.replaceAll(hash, '…').replaceAll(keyHash, '…')}`, async () => {
      const messages = await told(filter);

      assert.ok(
        messages.some((one) => message.test(one)),
        messages.join('\n') || 'it loads',
      );
      for (const one of messages) assert.ok(!one.includes('open sesame') && !one.includes(secret), one);
    });
  }
});

describe('a filter that lets clients in', () => {
  test('is warned about where keys and secrets would go over the network unencrypted', async () => {
    const jwt = (url: string) => `type "jwt"; jwks-url "${url}"; issuer "a"`;

    assert.match((await told(jwt('http://id.test/keys'), 'warning'))[0]!, /unencrypted/);
    for (const url of ['https://id.test/keys', 'http://127.0.0.1:8080/keys', 'http://[::1]/keys', 'http://localhost/'])
      assert.deepEqual(await told(jwt(url), 'warning'), [], url);
    assert.match((await told(jwt('http://localhost.evil.test/'), 'warning'))[0]!, /unencrypted/);
  });
});
