import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AiRequest } from '../../../../shared/ai/ai-request.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import { modelPattern } from '../../../../shared/ai/money/model-pattern.ts';
import type { Destination } from '../../../../shared/ai/providers/destination.ts';
import { providers } from '../../../../shared/ai/providers/index.ts';
import { wayIn } from '../../../../shared/ai/providers/speaks.ts';
import { modelMapping } from '../../../../shared/ai/routing/model-mapping.ts';
import { ModelRoutes, type Way } from '../../../../shared/ai/routing/model-routes.ts';
import type { Fallback } from '../../../../shared/upstream/fallback/fallback.ts';
import type { Leg } from '../../../../shared/upstream/leg.ts';
import type { Upstream } from '../../../../shared/upstream/upstream.ts';

const destination = (provider: keyof typeof providers = 'generic'): Destination => ({
  ...{ provider: providers[provider], credentials: undefined, stripPrefix: undefined, pathPrefix: undefined },
  rename: (model) => model,
});
const leg = (name: string): Leg => ({ upstream: { name } as Upstream }) as Leg;

function way(name: string, weight = 1, more: { readonly provider?: 'gemini'; readonly fallback?: Fallback } = {}): Way {
  const forwarding = { first: leg(name), fallback: more.fallback, shadow: undefined, maxReplayBytes: undefined };
  return { forwarding, destination: destination(more.provider), weight };
}

const nameOf = ({ forwarding }: Way): string => forwarding.first.upstream.name;
const rule = (pattern: string, ...ways: readonly Way[]) => ({ fits: modelPattern(pattern), ways });

describe('routes of models', () => {
  test('take the first rule that fits, whatever the case, and else the default', () => {
    const routes = new ModelRoutes([rule('gpt-4*', way('a')), rule('*mini', way('b'))], way('c'), new Map());

    const picked = ['gpt-4o-mini', 'GPT-4', 'o3-mini', 'claude', undefined].map((model) =>
      nameOf(routes.pick(model, 0)),
    );
    assert.deepEqual(picked, ['a', 'a', 'b', 'c', 'c']);
  });

  test('say that nobody serves a model that nothing takes', () => {
    const routes = new ModelRoutes([rule('a', way('a'))], undefined, new Map());

    assert.throws(() => routes.pick('b', 0), { code: 'model_not_found' });
    assert.throws(() => routes.pick(undefined, 0), { code: 'model_not_found' });
  });

  test('share the requests of a rule by weight', () => {
    const routes = new ModelRoutes([rule('*', way('a', 3), way('none', 0), way('b', 1))], undefined, new Map());

    const picked = [0, 0.5, 0.74, 0.75, 0.999].map((chance) => nameOf(routes.pick('m', chance)));
    assert.deepEqual(picked, ['a', 'a', 'a', 'b', 'b']);
  });

  test('pass over upstreams of the fallback that speak another API, and refuse one that comes first', () => {
    const legs = ['b', 'c'].map((name) => ({ leg: leg(name), skipIfUnhealthy: false }));
    const others = new Map([
      [legs[0]!.leg.upstream, destination('gemini')],
      [legs[1]!.leg.upstream, destination('openai')],
    ]);
    const routes = new ModelRoutes([], undefined, others);
    const left = wayIn(
      { dialect: openaiChat } as AiRequest,
      way('a', 1, { fallback: { legs } as unknown as Fallback }),
      routes,
    );

    assert.deepEqual(
      left.forwarding.fallback!.legs.map((each) => each.leg.upstream.name),
      ['c'],
    );
    assert.throws(() => wayIn({ dialect: openaiChat } as AiRequest, way('a', 1, { provider: 'gemini' }), routes), {
      code: 'bad_request',
    });
  });
});

describe('a mapping of models', () => {
  const map = modelMapping([
    ['gpt-*', 'small'],
    ['gpt-4o', 'large'],
    ['*', 'any'],
  ]);

  test('takes a whole name first, then the first pattern that fits, in the order of the configuration', () => {
    assert.deepEqual(['GPT-4o', 'gpt-3', 'claude'].map(map), ['large', 'small', 'any']);
  });

  test('leaves what it does not name as it is', () => {
    assert.equal(modelMapping([['a', 'b']])('c'), 'c');
    assert.equal(modelMapping([])('c'), 'c');
  });

  test('answers in time for names that are made to take long', () => {
    const slow = modelMapping([[`${'*a'.repeat(30)}*b`, 'x']]);
    const at = performance.now();

    assert.equal(slow('a'.repeat(100_000)), 'a'.repeat(100_000));
    assert.ok(performance.now() - at < 10_000);
  });
});
