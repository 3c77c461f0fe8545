import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { Crowd } from './crowd.ts';
import { LimitedSentinels } from './limited-sentinel.ts';

const limit = 400;
/** Of the limit, what one instance may hold. */
const leaseShare = 0.1;
const clients = 16;
const rate = `limit ${limit}; window "1d"`;

describe('instances that share a limit', { timeout: 240_000 }, () => {
  test('never exceed it together in one Redis, asked each time or by leases, also when one is killed', async (t) => {
    const redis = await startRedis({ isDurable: false });
    const ledger = `"redis" { url "${redis.url}"; timeout-ms 5000`;
    const sentinels = await LimitedSentinels.start(2, () => [
      { name: 'exact', rate, ledger: `${ledger} }` },
      { name: 'leased', rate, ledger: `${ledger}; lease-share ${leaseShare}; lease-secs 2 }` },
    ]);
    try {
      const exact = await share(sentinels, 'exact').done();
      const leased = await share(sentinels, 'leased').done();
      const cut = share(sentinels, 'leased', 'key of the killed');
      await until(() => cut.count(200) > limit / 4, undefined, 1);
      await sentinels.kill(0);
      await cut.done();

      t.diagnostic(`let through: ${[exact, leased, cut].map((crowd) => crowd.count(200))} of ${limit}`);
      assert.equal(exact.count(200), limit);
      assert.equal(exact.count(429), limit);
      const unused = limit * leaseShare;
      assert.ok(leased.count(200) <= limit && leased.count(200) >= limit - 2 * unused);
      assert.ok(cut.count(200) <= limit && cut.lost > 0);
    } finally {
      await sentinels.stop();
      await redis.stop();
    }
  });

  test('never exceed it together in one file, which forgets nothing when one is killed', async (t) => {
    const sentinels = await LimitedSentinels.start(2, (folder) => [
      { name: 'file', rate, ledger: `"sqlite" { file "${folder}/ledger.db"; timeout-ms 5000 }` },
    ]);
    try {
      const together = await share(sentinels, 'file').done();
      const cut = share(sentinels, 'file', 'key of the killed');
      await until(() => cut.count(200) > limit / 4, undefined, 1);
      await sentinels.kill(0);
      await cut.done();
      await sentinels.restart(0);
      const remembered = await sentinels.ask(0, 'file', 'key');
      const rest = await share(sentinels, 'file', 'key of the killed').done();

      const granted = cut.count(200) + rest.count(200);
      t.diagnostic(`let through: ${together.count(200)} and ${granted} of ${limit}, ${cut.lost} unanswered`);
      assert.deepEqual([together.count(200), together.count(429)], [limit, limit]);
      assert.equal(remembered.status, 429);
      // What was granted and not yet answered when it was killed has been counted: each client asked for one at a time.
      assert.ok(granted <= limit && granted >= limit - clients, `${granted} of ${limit}`);
    } finally {
      await sentinels.stop();
    }
  });
});

/** A crowd that wants twice the limit, of both instances by turns. */
function share(sentinels: LimitedSentinels, name: string, key = 'key'): Crowd {
  return new Crowd(clients, (index) => sentinels.ask(index % 2, name, key), 2 * limit);
}
