import assert from 'node:assert/strict';
import { chat, logged, play } from '../../support/ai/ai-world.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

const alias = 'model "fast" upstream="a" as="gpt-4"; model "*" upstream="a"';
const countedBy = (method: string) =>
  `inference { provider "openai"; token-estimation "${method}"; model-routing { ${alias} } }`;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('a', [ports.a]),
    routes: [
      prefixRoute('chars', '/chars', 'a', countedBy('chars')),
      prefixRoute('words', '/words', 'a', countedBy('words')),
      prefixRoute('tiktoken', '/tiktoken', 'a', countedBy('tiktoken')),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

/** "It's 12345 naïve words: 天地 👍", in pieces that no tokenizer would cut. */
const pieces = ['It', "'s 12", '345 na', 'ïve wo', 'rds: 天', '地 👍'];

/** What the answer has, by each method; the last ones by the encodings of the models, one of them under another name. */
const tokens: readonly (readonly [string, string, number])[] = [
  ['chars', 'gpt-4o', 7],
  ['words', 'gpt-4o', 10],
  ['tiktoken', 'gpt-4o', 11],
  ['tiktoken', 'gpt-4', 14],
  ['tiktoken', 'fast', 14],
  ['tiktoken', 'davinci', 13],
];

export const cases: readonly Case[] = [
  ...tokens.map(
    ([method, model, output]): Case => ({
      name: `counts a stream of ${model} by ${method} when nobody tells its usage`,
      async run(world) {
        play(world, { pieces, tells: 'never' });
        const path = `/${method}/${model}/chat/completions`;

        await chat(world, { stream: true, model }, path);

        const line = await logged(world, path);
        assert.deepEqual([line['output_tokens'], line['tokens_source']], [output, 'counted']);
      },
    }),
  ),
  {
    name: 'is not held up by texts that tokenizers are slow for',
    async run(world) {
      play(world, {});
      const content = 'a'.repeat(50_000) + ' '.repeat(50_000);
      const started = performance.now();

      const reply = await chat(world, { messages: [{ role: 'user', content }] }, '/tiktoken/slow/chat/completions');

      assert.equal(reply.status, 200);
      assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
    },
  },
];
