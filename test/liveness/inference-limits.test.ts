import { describe } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { LedgerFactory } from '../../shared/ledger/ledger-opener.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { alive, type Row } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const dayMs = 86_400_000;

/** An AI route with these settings. */
const ai = (settings: string): Slots => ({
  logging: 'error-log { level "warn" }',
  route: `inference { ${settings} }`,
});

/** A request for a chat that may be answered with ten tokens. */
function chat(tenant?: string): Ask {
  const messages = [{ role: 'user', content: 'hi you' }];
  const body = JSON.stringify({ model: 'gpt-4o', messages, max_tokens: 10 });
  const headers = tenant === undefined ? {} : { 'x-tenant': tenant };
  return { method: 'POST', target: '/v1/chat/completions', body, headers };
}

/** Answers all requests, each with so many tokens; `undefined` does not tell how many. */
function answering(stage: Stage, used: number | undefined = 7): void {
  stage.origin = (call) => {
    if (call.request.address.host !== 'a.test') return;
    const usage = used === undefined ? undefined : { prompt_tokens: used, completion_tokens: 0, total_tokens: used };
    const content = { model: 'gpt-4o', choices: [{ message: { content: 'four words of text' } }], usage };
    call.answer(200, new BytesBody(JSON.stringify(content)), { 'content-type': 'application/json' });
  };
}

/** A field of the answer. */
const field =
  (name: string, used?: number) =>
  async (stage: Stage): Promise<string | undefined> => {
    answering(stage, used);
    return (await stage.ask(chat())).headers.get(name);
  };

/** The statuses of requests of these tenants, each of which uses so many tokens. */
const statuses =
  (used: number, ...tenants: readonly (string | undefined)[]) =>
  async (stage: Stage): Promise<readonly number[]> => {
    answering(stage, used);
    const seen: number[] = [];
    for (const tenant of tenants) seen.push((await stage.ask(chat(tenant))).status);
    return seen;
  };

/** What is left of a budget on the day after one on which seven tokens were used. */
async function leftNextDay(stage: Stage): Promise<string | undefined> {
  await field('x-budget-remaining')(stage);
  stage.platform.time.jump(dayMs);
  return field('x-budget-remaining')(stage);
}

/** How many alerts come of 900 tokens. */
async function alerts(stage: Stage): Promise<number> {
  await field('x-budget-remaining', 900)(stage);
  await passed();
  return stage.lines('error').filter((line) => line.includes('has passed')).length;
}

/** What reaches the webhook after 900 tokens. */
const posted =
  (see: (call: FakeCall, stage: Stage) => unknown) =>
  async (stage: Stage): Promise<unknown> => {
    await alerts(stage);
    const call = stage.calls.find(({ request }) => request.address.host !== 'a.test');
    return call && see(call, stage);
  };

async function passed(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

describe('limits of AI routes', () => {
  const rates: readonly (readonly [name: string, settings: string, header: string, shown: string])[] = [
    ['routes.inference.rate-limit.tokens-per-minute', 'tokens-per-minute 20000', 'limit-tokens', '20000'],
    [
      'routes.inference.rate-limit.input-tokens-per-minute',
      'input-tokens-per-minute 20000',
      'limit-input-tokens',
      '20000',
    ],
    [
      'routes.inference.rate-limit.output-tokens-per-minute',
      'output-tokens-per-minute 20000',
      'limit-output-tokens',
      '20000',
    ],
    ['routes.inference.rate-limit.requests-per-minute', 'requests-per-minute 9', 'limit-requests', '9'],
    ['routes.inference.rate-limit.burst-tokens', 'tokens-per-minute 9; burst-tokens 99', 'limit-tokens', '99'],
    ['routes.inference.rate-limit.burst-requests', 'requests-per-minute 9; burst-requests 99', 'limit-requests', '99'],
    [
      'routes.inference.rate-limit.algorithm',
      'tokens-per-minute 42000; algorithm "sliding-window"',
      'reset-tokens',
      '1m6s',
    ],
  ];
  for (const [name, settings, header, shown] of rates) {
    const isReset = header === 'reset-tokens';
    alive(name, 'sets what is let through', {
      off: ai(isReset ? 'rate-limit { tokens-per-minute 42000 }' : ''),
      on: ai(`rate-limit { ${settings} }`),
      see: field(`x-ratelimit-${header}`),
      shows: [isReset ? '10ms' : undefined, shown],
    });
  }
  alive('routes.inference.rate-limit.key', 'decides who shares it', {
    off: ai('rate-limit { requests-per-minute 1 }'),
    on: ai('rate-limit { requests-per-minute 1; key "header:X-Tenant" }'),
    see: statuses(7, 'a', 'b'),
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  alive('routes.inference.rate-limit.on-missing-key', 'decides about requests without the key', {
    off: ai('rate-limit { requests-per-minute 1; key "header:X-Tenant" }'),
    on: ai('rate-limit { requests-per-minute 1; key "header:X-Tenant"; on-missing-key "reject" }'),
    see: statuses(7, undefined),
    shows: [[200], [400]],
  });
  alive('routes.inference.rate-limit.estimation-method', 'decides how tokens are estimated', {
    off: ai('rate-limit { output-tokens-per-minute 20000 }'),
    on: ai('rate-limit { output-tokens-per-minute 20000; estimation-method "words" }'),
    see: async (stage) => {
      answering(stage, undefined);
      stage.origin = (call) =>
        call.answer(200, new BytesBody('{"choices":[{"message":{"content":"a b c d e f g h"}}]}'), {
          'content-type': 'application/json',
        });
      return (await stage.ask(chat())).headers.get('x-ratelimit-remaining-output-tokens');
    },
    shows: ['19996', '19989'],
  });
});

/** A row of a setting of a budget. */
interface BudgetRow extends Pick<Row, 'see' | 'shows'> {
  readonly name: string;
  readonly promise: string;
  readonly off: string;
  readonly on: string;
}

const budgetRows: readonly BudgetRow[] = [
  {
    name: 'routes.inference.budgets.limit',
    promise: 'sets how many tokens there are',
    ...{ off: 'limit 5000', on: 'limit 9000', see: field('x-budget-remaining'), shows: ['4993', '8993'] },
  },
  {
    name: 'routes.inference.budgets.cost-limit',
    promise: 'sets how much money there is',
    ...{ off: 'cost-limit 1', on: 'cost-limit 2.5' },
    ...{ see: field('x-budget-remaining'), shows: ['0.999982', '2.499982'] },
  },
  {
    name: 'routes.inference.budgets.period',
    promise: 'sets when it begins anew',
    ...{ off: 'limit 5000', on: 'limit 5000; period "hourly"', see: field('x-budget-period-reset') },
    shows: ['2023-11-15T00:00:00Z', '2023-11-14T23:00:00Z'],
  },
  {
    name: 'routes.inference.budgets.rolling',
    promise: 'counts any span as long as the period',
    ...{ off: 'limit 5000', on: 'limit 5000; rolling #true', see: field('x-budget-period-reset') },
    shows: ['2023-11-15T00:00:00Z', '2023-11-16T00:00:00Z'],
  },
  {
    name: 'routes.inference.budgets.time-zone',
    promise: 'decides whose midnight counts',
    ...{ off: 'limit 5000', on: 'limit 5000; time-zone "Asia/Tokyo"', see: field('x-budget-period-reset') },
    shows: ['2023-11-15T00:00:00Z', '2023-11-15T15:00:00Z'],
  },
  {
    name: 'routes.inference.budgets.enforce',
    promise: 'lets requests through when it is false',
    ...{ off: 'limit 1000', on: 'limit 1000; enforce #false', see: statuses(1000, 'a', 'a') },
    shows: [
      [200, 429],
      [200, 200],
    ],
  },
  {
    name: 'routes.inference.budgets.burst-allowance',
    promise: 'lets it be overdrawn',
    ...{ off: 'limit 1000', on: 'limit 1000; burst-allowance 0.5', see: statuses(1000, 'a', 'a', 'a') },
    shows: [
      [200, 429, 429],
      [200, 200, 429],
    ],
  },
  {
    name: 'routes.inference.budgets.rollover',
    promise: 'adds what is left to the next day',
    ...{ off: 'limit 5000', on: 'limit 5000; rollover #true', see: leftNextDay, shows: ['4993', '9986'] },
  },
  {
    name: 'routes.inference.budgets.rollover-share',
    promise: 'bounds what is added',
    ...{ off: 'limit 5000; rollover #true', on: 'limit 5000; rollover #true; rollover-share 0.5' },
    ...{ see: leftNextDay, shows: ['9986', '7493'] },
  },
  {
    name: 'routes.inference.budgets.alert-thresholds',
    promise: 'decides when it is told of',
    ...{ off: 'limit 1000', on: 'limit 1000; alert-thresholds 0.5', see: alerts, shows: [2, 1] },
  },
  {
    name: 'routes.inference.budgets.key',
    promise: 'decides who shares it',
    ...{ off: 'limit 1000', on: 'limit 1000; key "header:X-Tenant"', see: statuses(1000, 'a', 'b') },
    shows: [
      [200, 429],
      [200, 200],
    ],
  },
  {
    name: 'routes.inference.budgets.on-missing-key',
    promise: 'decides about requests without the key',
    ...{ off: 'limit 1000; key "header:X-Tenant"', on: 'limit 1000; key "header:X-Tenant"; on-missing-key "reject"' },
    ...{ see: statuses(7, undefined), shows: [[200], [400]] },
  },
  {
    name: 'routes.inference.budgets.max-tenants',
    promise: 'bounds how many clients are counted',
    off: 'limit 1000; key "header:X-Tenant"; ledger "local"; alert-thresholds 1',
    on: 'limit 1000; key "header:X-Tenant"; ledger "local"; alert-thresholds 1; max-tenants 1',
    see: statuses(7, 'a', 'b', 'c', 'a'),
    shows: [
      [200, 200, 200, 200],
      [200, 200, 429, 200],
    ],
  },
];

describe('budgets of AI routes', () => {
  for (const { name, promise, off, on, see, shows } of budgetRows) {
    // One budget may stand by itself, and several in a list.
    alive(name, promise, { off: ai(`budget { ${off} }`), on: ai(`budgets { budget "b" { ${on} } }`), see, shows });
  }
  alive('routes.inference.budgets.name', 'is told where there are several', {
    off: ai('budgets { budget "day" { limit 900 }; budget "month" { limit 90000; period "monthly" } }'),
    on: ai('budgets { budget "today" { limit 900 }; budget "month" { limit 90000; period "monthly" } }'),
    see: field('x-budget-name'),
    shows: ['day', 'today'],
  });
  const words: readonly (readonly [name: string, settings: string, reset: string])[] = [
    ['routes.inference.budgets.hourly-limit', 'hourly-limit 500', '2023-11-14T23:00:00Z'],
    ['routes.inference.budgets.daily-limit', 'daily-limit 500', '2023-11-15T00:00:00Z'],
    ['routes.inference.budgets.monthly-limit', 'monthly-limit 500', '2023-12-01T00:00:00Z'],
  ];
  for (const [name, settings, reset] of words) {
    alive(name, 'is a budget in one word', {
      off: ai('budget { limit 5000; period "weekly" }'),
      on: ai(`budget { limit 5000; period "weekly"; ${settings} }`),
      see: field('x-budget-period-reset'),
      shows: ['2023-11-20T00:00:00Z', reset],
    });
  }
  alive('routes.inference.budgets.webhook.url', 'decides where alerts are posted', {
    off: ai('budget { limit 1000 }'),
    on: ai('budget { limit 1000; webhook "http://hooks.test:81/alerts" }'),
    see: posted(({ request }) => `${request.address.host}:${request.address.port}${request.head.path}`),
    shows: [undefined, 'hooks.test:81/alerts'],
  });
  alive('routes.inference.budgets.webhook.secret', 'is shown to the other side', {
    off: ai('budget { limit 1000; webhook "https://hooks.test" }'),
    on: ai('budget { limit 1000; webhook "https://hooks.test" { secret "sesame" } }'),
    see: posted(({ request }) => request.head.headers.get('authorization')),
    shows: [undefined, 'sesame'],
  });
  alive('routes.inference.budgets.webhook.header', 'names the field of the secret', {
    off: ai('budget { limit 1000; webhook "https://hooks.test" { secret "sesame" } }'),
    on: ai('budget { limit 1000; webhook "https://hooks.test" { secret "sesame"; header "X-Key" } }'),
    see: posted(({ request }) => request.head.headers.get('x-key')),
    shows: [undefined, 'sesame'],
  });
  alive('routes.inference.budgets.webhook.timeout-ms', 'bounds the wait for an answer', {
    off: ai('budget { limit 1000; webhook "https://hooks.test" }'),
    on: ai('budget { limit 1000; webhook "https://hooks.test" { timeout-ms 900 } }'),
    see: posted((call, stage) => {
      stage.platform.time.advance(1000);
      return call.cancelled.length;
    }),
    shows: [0, 1],
  });
  const other = 'upstream "other" { target "b.test:80" }';
  const falling = (triggers: string): Slots => ({
    ...{
      upstreams: other,
      route: `inference { budget { limit 1000 } }; fallback { triggers { ${triggers} }; fallback-upstream "other" }`,
    },
  });
  alive('routes.fallback.triggers.on-budget-exhausted', 'lets another upstream answer', {
    off: falling(''),
    on: falling('on-budget-exhausted #true'),
    see: async (stage) => {
      const seen: unknown[] = [];
      for (const _ of [1, 2]) {
        stage.origin = (call) =>
          call.answer(200, new BytesBody('{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":0}}'), {
            'content-type': 'application/json',
          });
        seen.push((await stage.ask(chat())).status);
      }
      return [...seen, ...stage.reached];
    },
    shows: [
      [200, 429, 'a.test'],
      [200, 200, 'a.test', 'b.test'],
    ],
  });
  const refusesInOther: LedgerFactory = (settings) => {
    const ledger = memoryLedger(new FakeClock());
    if (settings.backend !== 'sqlite' || !settings.file.startsWith('other/')) return ledger;
    return Object.assign(ledger, { reserve: () => Promise.reject(new Fault('ledger_unavailable')) });
  };
  alive('system.state-directory', 'decides where budgets are kept', {
    off: { ...ai('budget { limit 1000 }'), system: 'state-directory "here"' },
    on: { ...ai('budget { limit 1000 }'), system: 'state-directory "other"' },
    see: statuses(7, 'a'),
    shows: [[200], [503]],
    options: { makeLedger: refusesInOther, stateFile: (directory, name) => `${directory}/${name}` },
  });
});
