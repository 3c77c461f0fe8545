import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';
import type { Stage } from '../stage.ts';

/** Asks a model and answers with what it says. */
async function said(stage: Stage, model: string, path = '/v1/chat/completions') {
  const reply = await stage.ask(`POST ${path}`, { body: JSON.stringify({ model, max_tokens: 9, messages: [] }) });
  const json = JSON.parse(reply.text);
  return { reply, json, text: String(json.choices?.[0]?.message?.content ?? json.content?.[0]?.text ?? '') };
}

/** Where a model says that it is, as the example writes it. */
function originOf(stage: Stage, text: string): number {
  return stage.origins.written(Number(/at (\d+)\./.exec(text)![1]));
}

/** Examples about models. */
export const models: Readonly<Record<string, Expectation>> = {
  'examples/ai-routing.kdl': {
    shows: 'asks the provider of each model, by the name it uses',
    env: { OPENAI_API_KEY: 'one', ANTHROPIC_API_KEY: 'two' },
    async run(stage) {
      const own = await said(stage, 'gpt-4o');
      const renamed = await said(stage, 'fast');
      const other = await said(stage, 'claude-sonnet-4-5', '/v1/messages');
      const unknown = await said(stage, 'other');

      assert.match(own.text, /from gpt-4o at/);
      assert.match(renamed.text, /from gpt-4o-mini at/);
      assert.deepEqual(
        [own, renamed, other].map(({ text }) => originOf(stage, text)),
        [3001, 3001, 3002],
      );
      assert.deepEqual([unknown.reply.status, unknown.json.error.code], [404, 'model_not_found']);
      const line = await stage.log.line((one) => one.includes('"model":"fast"'));
      assert.match(line, /"provider":"openai".*"input_tokens":12,"output_tokens":4/);
    },
  },
  'examples/ai-fallback.kdl': {
    shows: 'asks another provider for what the first one cannot do, unless something was said',
    async run(stage) {
      const { reply, text } = await said(stage, 'overloaded');
      const body = JSON.stringify({ model: 'cut', stream: true, messages: [] });
      const cut = await stage.ask('POST /v1/chat/completions', { body });

      assert.match(text, /from steady at/);
      assert.equal(originOf(stage, text), 3002);
      assert.equal(field(reply, 'x-fallback-reason'), 'error_in_answer');
      assert.match(cut.text, /Hello.*from.*"code":"upstream_body_broken"/s);
    },
  },
};
