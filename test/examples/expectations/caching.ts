import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

/** The example about what is kept. */
export const caching: Readonly<Record<string, Expectation>> = {
  'examples/cache.kdl': {
    shows: 'answers from what is kept, tells so, and goes on while the origin is away',
    async run(stage) {
      const did = async (line: string, headers: readonly string[] = []) =>
        field(await stage.ask(line, { headers, ...(line.startsWith('POST') && { body: 'x' }) }), 'cache-status') ?? '';
      assert.match(await did('GET /pages/a'), /fwd=uri-miss; .*stored/);
      assert.match(await did('GET /pages/a'), /hit; ttl=\d+/);
      assert.match(await did('GET /pages/a?utm_source=x'), /hit/);
      assert.match(await did('GET /pages/a', ['Accept-Language: de']), /fwd=uri-miss/);
      assert.match(await did('GET /pages/live/a'), /fwd=bypass; detail=excluded/);
      assert.match(await did('POST /pages/a'), /fwd=method/);
      assert.match(await did('GET /pages/a'), /fwd=uri-miss/);
      await did('GET /api/a');
      assert.match(await did('GET /api/a'), /fwd=uri-miss/);

      const { cache } = JSON.parse((await stage.ask('GET /status')).text) as { cache: Record<string, number> };
      assert.deepEqual([cache['hits'], cache['purged']], [2, 2]);
      await stage.origins.stop(3001);
      assert.match(await did('GET /pages/a'), /hit/);
    },
  },
  'examples/cache-on-disk.kdl': {
    shows: 'keeps answers on disk, and purges them',
    async run(stage) {
      const host = '127.0.0.1';
      const did = async (line: string) => field(await stage.ask(line, { host }), 'cache-status') ?? '';
      const purged = async (line: string, headers: readonly string[] = []) =>
        (JSON.parse((await stage.ask(line, { host, headers })).text) as Record<string, unknown>)['purged_entries'];
      assert.match(await did('GET /pages/a'), /fwd=uri-miss; .*stored/);
      assert.match(await did('GET /pages/a'), /hit/);
      assert.equal(await purged('PURGE /pages/a'), 1);
      assert.match(await did('GET /pages/a'), /fwd=uri-miss/);
      assert.equal(await purged('PURGE /pages/*', ['X-Purge-Wildcard: true']), 1);
      const stats = JSON.parse((await stage.ask('GET /cache/stats', { host })).text) as Record<string, unknown>;
      assert.deepEqual([stats['store'], stats['stores'], stats['purged']], ['hybrid', 2, 2]);
      assert.equal(existsSync(join(stage.folder, 'kept-answers', 'index.db')), true);
    },
  },
};
