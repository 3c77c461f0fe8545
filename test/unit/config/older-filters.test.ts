import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../shared/config/load.ts';

/** Each filter with every setting that older files have of it, as they write it. */
const older: readonly string[] = [
  'type "rate-limit"; max-rps 100; burst 10; key "client-ip"; on-limit "reject"; status-code 429; message "slow"',
  'type "rate-limit"; key "path"; on-limit "delay"; max-delay-ms 5000; max-keys 100000; backend "local"',
  'type "rate-limit"; key "route"; on-limit "log-only"',
  'type "rate-limit"; key "client-ip-and-path"',
  'type "rate-limit"; key "header:X-Key"',
  'type "rate-limit"; backend "redis"; redis-url "redis://127.0.0.1:6379"; redis-prefix "p:"; redis-pool-size 10; redis-timeout-ms 50; redis-fallback #true',
  'type "rate-limit"; backend "memcached"; memcached-url "memcache://127.0.0.1:11211"; memcached-prefix "p:"; memcached-pool-size 10; memcached-timeout-ms 50; memcached-fallback #true; memcached-ttl 2',
  'type "rate-limit"; backend "memcache"',
  ...['request', 'response', 'both'].map(
    (phase) =>
      `type "headers"; phase "${phase}"; rename { X-A "X-B" }; set { X-C "1" }; add { X-D "2" }; remove "X-E" "X-F"`,
  ),
  'type "compress"; algorithms "gzip,br,brotli,deflate,zstd"; min-size 1024; level 6',
  'type "cors"',
  'type "timeout"; request-timeout-secs 5; upstream-timeout-secs 4; connect-timeout-secs 2',
  ...['trace', 'debug', 'info'].map(
    (level) =>
      `type "log"; log-request #true; log-response #true; log-body #true; max-body-log-size 4096; level "${level}"`,
  ),
  ...['block', 'allow', 'log-only'].map(
    (action) =>
      `type "geo"; database-path "/c.mmdb"; database-type "maxmind"; action "${action}"; countries "de,FR"; on-failure "closed"; status-code 403; block-message "no"; cache-ttl-secs 3600; add-country-header #true`,
  ),
  'type "redirect"; status-code 302; hostname "a.test"; scheme "https"; port 8443; replace-full-path "/x"',
  'type "redirect"; replace-prefix-match "/y"',
  'type "url-rewrite"; hostname "b.test"; replace-full-path "/x"',
  'type "url-rewrite"; replace-prefix-match "/y"',
];

describe('filters as older files write them', () => {
  for (const filter of older) {
    test(`are understood: ${filter}`, async () => {
      const text = `
        listeners { listener "main" { address "127.0.0.1:8080" } }
        filters { filter "f" { ${filter} } }
        routes { route "r" { matches { path-prefix "/a" }; upstream "app"; filters "f" } }
        upstreams { upstream "app" { target "127.0.0.1:3001" } }`;

      const { problems } = await loadConfig({
        ...{ entry: { name: 'sentinel.kdl', text }, runtime: 'node' },
        problemOfGeo: () => undefined,
      });

      assert.deepEqual(problems, []);
    });
  }
});
