import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provider } from '../support/ai/play.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { WorkerdLedger } from '../support/workerd-ledger.ts';

test('a budget of which nothing else is said is kept in Durable Objects, and outlives the Worker', async (context) => {
  const origin = await RawOrigin.start();
  origin.answer(provider({ usage: { input: 300, output: 0 } }));
  context.after(() => origin.stop());
  const worker = await WorkerdLedger.start({ config: configOf(origin.port) });
  context.after(() => worker.stop());

  assert.equal(await leftAfterOne(worker), '700');
  await worker.restart();
  assert.equal(await leftAfterOne(worker), '400');
});

async function leftAfterOne({ url }: WorkerdLedger): Promise<string | null> {
  const body = JSON.stringify({ model: 'm', max_tokens: 10, messages: [] });
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
  await answer.text();
  assert.equal(answer.status, 200);
  return answer.headers.get('x-budget-remaining');
}

function configOf(port: number): string {
  return `
    routes {
      route "models" {
        matches { path-prefix "/v1" }
        upstream "models"
        inference { budget { limit 1000; period "monthly" } }
      }
    }
    upstreams { upstream "models" { target "127.0.0.1:${port}" } }`;
}
