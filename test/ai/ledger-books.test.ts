import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../clients/until.ts';
import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';
import { MockProvider } from '../support/ai/mock-provider.ts';
import type { Scenario } from '../support/ai/scenario.ts';
import { freePort } from '../support/ports.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const requests = 150;
const atOnce = 10;
const limit = 1_000_000;
const hold = new Promise<void>(() => {});

/** One request of the storm: what the provider plays, and whether the client leaves once it has so many pieces. */
interface Deed {
  readonly stream: boolean;
  readonly first: Scenario;
  readonly leavesAfter: number | undefined;
}

/** Pieces are four letters long, a token each as Sentinel counts what is not reported. */
function deed(random: SeededRandom): Deed {
  const below = (count: number): number => Math.floor(random.next() * count);
  const pieces = Array.from({ length: 1 + below(6) }, () => 'word');
  const usage = { input: 1 + below(500) };
  const error = { status: [400, 429, 500][below(3)]!, type: 'some_error', message: 'The mock says no.' };
  const how = (['close', 'reset', 'error'] as const)[below(3)]!;
  const kept = 1 + below(pieces.length);
  const scenario = { pieces, usage };
  switch (below(6)) {
    case 0:
      return { stream: below(2) === 0, first: { ...scenario, error }, leavesAfter: undefined };
    case 1:
      return { stream: true, first: { ...scenario, breaks: { after: kept, how } }, leavesAfter: undefined };
    case 2:
      return { stream: true, first: { ...scenario, breaks: { after: 0, how: 'reset' } }, leavesAfter: undefined };
    case 3: {
      const gate = (piece: number) => (piece < kept ? undefined : hold);
      // One piece more is never sent: the provider waits, and the client leaves.
      return { stream: true, first: { ...scenario, pieces: [...pieces, 'more'], gate }, leavesAfter: kept };
    }
    default:
      return {
        stream: below(2) === 0,
        first: { ...scenario, usage: { ...usage, output: 1 + below(90) } },
        leavesAfter: undefined,
      };
  }
}

/** Asks, and reads the answer as far as it is wanted. */
async function play(base: string, { stream, leavesAfter }: Deed, model: string): Promise<void> {
  const leave = new AbortController();
  const body = JSON.stringify({ model, stream, max_tokens: 100, messages: [{ role: 'user', content: 'Say words.' }] });
  try {
    const answer = await fetch(`${base}/v1/messages`, { method: 'POST', body, signal: leave.signal });
    let text = '';
    for await (const bytes of answer.body!) {
      text += Buffer.from(bytes).toString();
      if (leavesAfter !== undefined && text.split('text_delta').length > leavesAfter) leave.abort();
    }
  } catch {
    // Some are meant to fail; what counts is what they cost.
  }
}

test(`a budget is charged what the provider bills, over ${requests} requests of every kind (SEED=${seed})`, async () => {
  const [mock, port] = await Promise.all([MockProvider.start(), freePort()]);
  let subject: Subject | undefined;
  try {
    subject = await subjects.node(config(port, mock.address), port);
    const random = new SeededRandom(seed);
    const deeds = Array.from({ length: requests }, () => deed(random));
    mock.play(({ model }) => deeds[Number(model.split('-')[1])]?.first ?? {});
    const base = `http://127.0.0.1:${port}`;
    for (let at = 0; at < requests; at += atOnce) {
      await Promise.all(deeds.slice(at, at + atOnce).map((one, i) => play(base, one, `first-${at + i}`)));
    }

    assert.ok(await until(() => mock.books.every(({ ending }) => ending !== 'open'), 2000), 'no request stays open');
    const body = JSON.stringify({ model: 'last', max_tokens: 9, messages: [{ role: 'user', content: 'Say words.' }] });
    const last = await fetch(`${base}/v1/messages`, { method: 'POST', body });
    await last.text();
    const { input, output } = mock.billed;
    assert.equal(limit - Number(last.headers.get('x-budget-remaining')), input + output);
    assert.ok(mock.books.length > requests, 'some went on to the fallback');
  } finally {
    await subject?.stop();
    await mock.stop();
  }
});

function config(port: number, mock: string): string {
  const budgets = `budgets { budget "all" { limit ${limit}; period "monthly"; key "route"; ledger { backend "memory" } } }`;
  const fallback =
    'fallback { triggers { on-error-codes 429 500 }; fallback-upstream "b" { model-mapping { "*" "steady" } } }';
  return sentinel(
    { listen: `127.0.0.1:${port}` },
    {
      upstreams: [upstream('a', [mock]), upstream('b', [mock])].join('\n'),
      routes: prefixRoute('models', '/', 'a', `inference { provider "anthropic"; ${budgets} }; ${fallback}`),
    },
  );
}
