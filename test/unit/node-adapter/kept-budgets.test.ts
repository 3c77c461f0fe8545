import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nodeLedgers } from '../../../node-adapter/ledgers/node-ledgers.ts';
import { stateFiles } from '../../../node-adapter/ledgers/state-file.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { Stage } from '../../liveness/stage.ts';
import { FakePlatform } from '../../support/fake-platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-kept-'));
after(() => rmSync(folder, { recursive: true }));

test('a budget of which nothing else is said is not forgotten by a restart', async () => {
  assert.equal(await leftAfter(400, 1), '600');
  assert.equal(await leftAfter(100, 2), '500');
});

/** What is left after one request that uses so many tokens, of a process that lives no longer than that. */
async function leftAfter(used: number, seed: number): Promise<string | undefined> {
  const platform = new FakePlatform();
  const stage = await Stage.of(
    { system: `state-directory "${join(folder, 'state')}"`, route: 'inference { budget { limit 1000 } }' },
    {
      makeLedger: nodeLedgers({ platform, sharedFile: undefined, report: assert.ifError }),
      stateFile: stateFiles({ user: undefined, group: undefined }),
      seed,
    },
  );
  const usage = { prompt_tokens: used, completion_tokens: 0, total_tokens: used };
  stage.origin = (call) =>
    call.answer(200, new BytesBody(JSON.stringify({ choices: [], usage })), { 'content-type': 'application/json' });
  const body = JSON.stringify({ model: 'm', max_tokens: 10, messages: [] });
  const answer = await stage.ask({ method: 'POST', target: '/v1/chat/completions', body });
  stage.plan.use.retire();
  return answer.headers.get('x-budget-remaining');
}
