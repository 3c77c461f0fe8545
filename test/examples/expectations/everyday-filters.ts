import assert from 'node:assert/strict';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { errorCode } from '../../parity/error-code.ts';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

/** Examples about the filters that most sites want. */
export const everydayFilters: Readonly<Record<string, Expectation>> = {
  'examples/filter-compress.kdl': {
    shows: 'compresses what goes out, and decodes what comes in',
    async run(stage) {
      const small = await stage.ask('GET /', { headers: ['Accept-Encoding: br, gzip'] });
      const plain = await stage.ask('GET /', { headers: ['Accept-Encoding: identity'] });
      const body = gzipSync('hello').toString('latin1');
      const upload = await stage.told('POST /upload', { headers: ['Content-Encoding: gzip'], body });
      const bomb = gzipSync(Buffer.alloc(5_000_000)).toString('latin1');
      const refused = await stage.ask('POST /upload', { headers: ['Content-Encoding: gzip'], body: bomb });

      assert.equal(field(small, 'content-encoding'), 'br');
      assert.match(String(brotliDecompressSync(small.content)), /"method"/);
      assert.deepEqual([field(plain, 'content-encoding'), field(plain, 'vary')], [undefined, 'Accept-Encoding']);
      assert.equal(upload.body, 'hello');
      assert.equal(refused.status, 413);
    },
  },
  'examples/filter-browsers.kdl': {
    shows: 'tells browsers who may read, and what they may do',
    async run(stage) {
      const preflight = ['Origin: https://app.example.com', 'Access-Control-Request-Method: PUT'];
      const asked = await stage.ask('OPTIONS /api/users', { headers: preflight });
      const evil = await stage.ask('GET /api/users', { headers: ['Origin: https://evil.example'] });
      const page = await stage.ask('GET /');

      assert.deepEqual([asked.status, field(asked, 'access-control-allow-credentials')], [204, 'true']);
      assert.equal(field(evil, 'access-control-allow-origin'), undefined);
      assert.match(field(evil, 'content-security-policy')!, /default-src 'none'/);
      assert.match(field(page, 'content-security-policy')!, /img-src 'self' data:/);
      assert.equal(field(page, 'x-frame-options'), 'DENY');
    },
  },
  'examples/filter-requests.kdl': {
    shows: 'gives requests an id, a bound, a page for errors and lines in the log',
    async run(stage) {
      const named = await stage.ask('GET /', { headers: ['X-Request-Id: of-a-client'] });
      const failed = await stage.ask('GET /status/503');
      const large = await stage.ask('POST /', { body: 'x'.repeat(20_000) });

      assert.match(field(named, 'x-request-id')!, /^[0-9a-f-]{36}$/);
      assert.equal(errorCode(failed), 'upstream_error');
      assert.match(failed.text, /We are back in a minute/);
      assert.equal(large.status, 413);
    },
  },
};
