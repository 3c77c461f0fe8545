import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownLocation } from '../../../../shared/ai/exit/own-location.ts';
import type { Guard } from '../../../../shared/ai/guardrails/guard.ts';
import type { Destination } from '../../../../shared/ai/providers/destination.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { AiScene } from '../../../support/ai/ai-scene.ts';
import { targetOf } from '../../../support/targets.ts';

const chat = { model: 'm', messages: [{ role: 'user', content: 'two words' }] };

describe('an answer', () => {
  test('that is an error in a 200 tells how the client stands', async () => {
    const scene = await new AiScene(chat).answers({ error: { message: 'no', type: 'overloaded' } });

    assert.equal((await scene.start()).head.headers.get('x-told'), '1');
  });

  test('carries no warning but those of the guards of the route', async () => {
    const warned = { 'x-guardrail-warning': 'theirs' };
    const guarded = new AiScene(chat, { guards: [{ name: 'silent' } as Guard] });

    assert.equal(
      (await (await guarded.answers({}, 200, warned)).start()).head.headers.has('x-guardrail-warning'),
      false,
    );
  });

  test('that leads to the target itself leads there by the path alone', async () => {
    const scene = await new AiScene(chat).answers({}, 303, { location: 'http://a0/v1/jobs/7?x=1#y' });

    assert.equal((await scene.start()).head.headers.get('location'), '/v1/jobs/7?x=1#y');
  });
});

describe('a location', () => {
  const at = (location: string, destination: Partial<Destination> = {}, path = '/ai/v1/x'): string | undefined => {
    const headers = HeaderList.of({ location });
    const { name, address } = targetOf('inside:8080');
    const target = { name, address: { ...address, port: 8080 } };
    const client = { host: 'gate.test:8080', path };
    const plain = { stripPrefix: undefined, pathPrefix: undefined } as Destination;
    ownLocation(headers, { target, host: 'api.test', destination: { ...plain, ...destination }, client });
    return headers.get('location');
  };

  for (const [location, told] of [
    ['http://inside:8080/a', '/a'],
    ['HTTP://Inside:8080/a?b#c', '/a?b#c'],
    ['http://api.test/a', '/a'],
    ['http://inside:8080', '/'],
    ['http://inside:8080?b=/c', '/?b=/c'],
    ['http://inside:8080//elsewhere.test/', '/.//elsewhere.test/'],
    ['http://inside:8080\\elsewhere.test/', '/./\\elsewhere.test/'],
  ] as const) {
    test(`of the target is its path: ${location}`, () => assert.equal(at(location), told));
  }

  for (const location of [
    ...['/a', 'a', '//inside:8080/a', 'https://inside:8080/a', 'http://inside/a', 'http://inside:80801/a'],
    ...['http://gate.test:8080/a', 'http://elsewhere.test/a', 'http://x@inside:8080/a'],
  ]) {
    test(`anywhere else stays: ${location}`, () => assert.equal(at(location), location));
  }

  test('is told by the path that clients ask for', () => {
    const destination = { stripPrefix: '/ai', pathPrefix: '/openai' };

    assert.equal(at('http://inside:8080/openai/v1/jobs/7?a', destination), '/ai/v1/jobs/7?a');
    assert.equal(at('http://inside:8080/openai', destination), '/ai/');
    assert.equal(at('http://inside:8080/other', destination), '/ai/other');
    assert.equal(at('http://inside:8080/openai/v1', destination, '/v1/x'), '/v1');
  });
});
