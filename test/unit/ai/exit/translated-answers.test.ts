import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { AiScene, type SceneOptions } from '../../../support/ai/ai-scene.ts';

const chat = { model: 'm', messages: [{ role: 'user', content: 'two words' }] };
const told = { model: 'claude', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' };
const ofAnthropic = (options: SceneOptions = {}): AiScene => new AiScene(chat, { provider: 'anthropic', ...options });
const failed = (error: unknown): boolean => error instanceof Fault && error.code === 'upstream_model_error';

describe('an answer of Anthropic for a client of OpenAI', () => {
  test('is a chat completion', async () => {
    const scene = await ofAnthropic().answers(told);
    await scene.start();

    assert.match(scene.got, /"object":"chat\.completion".*"content":"Hi"/);
    assert.equal(scene.sent()['max_tokens'], 4096);
  });

  test('that cannot be read is an error, not the words of another API', async () => {
    const scene = await ofAnthropic().answers('not json');

    await assert.rejects(scene.reply, failed);
    assert.equal(scene.meter.settled.length, 1);
  });

  test('that is too long to be read is an error, not the words of another API', async () => {
    const scene = await ofAnthropic({ maxAnswerBytes: 10 }).answers(told);

    await assert.rejects(scene.reply, failed);
    assert.equal(scene.meter.settled.length, 1);
  });

  test('that is no JSON by its type is an error, not the words of another API', async () => {
    const scene = ofAnthropic();
    const body = await scene.streams('text/plain');

    await assert.rejects(scene.reply, failed);
    assert.equal(body.cancelled.length, 1);
  });
});
