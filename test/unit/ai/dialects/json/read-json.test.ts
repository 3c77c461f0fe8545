import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outlineOf } from '../../../../../shared/ai/dialects/json/outline.ts';
import { parseJson } from '../../../../../shared/ai/dialects/json/parse-json.ts';
import { readAnswer } from '../../../../../shared/ai/dialects/json/read-answer.ts';
import { readJson } from '../../../../../shared/ai/dialects/json/read-json.ts';
import type { JsonValue } from '../../../../../shared/ai/json.ts';
import { Fault } from '../../../../../shared/errors/fault.ts';
import { placesIn, randomJson, written } from '../../../../support/ai/random-json.ts';
import { utf8 } from '../../../../support/ai/read-events.ts';
import { bytesTouched } from '../../../../support/ai/scan-meter.ts';
import { SeededRandom, testSeed } from '../../../../support/seeded-random.ts';

const refuses = (content: Uint8Array, told: RegExp) =>
  assert.throws(
    () => readJson(content),
    (error) => error instanceof Fault && error.code === 'bad_request' && told.test(error.text),
  );

describe('the body of a request', () => {
  test('is refused when it is no JSON object, without a word of what it holds', () => {
    refuses(utf8('{"secret":'), /^The body of the request is not valid JSON\.$/);
    refuses(utf8('\uFEFF{}'), /not valid JSON/);
    refuses(utf8(''), /not valid JSON/);
    refuses(utf8('[{}]'), /must be a JSON object/);
    refuses(utf8('null'), /must be a JSON object/);
    refuses(Uint8Array.from([...utf8('{"a":"'), 0xff, ...utf8('"}')]), /not UTF-8/);
  });

  test('is refused when it is nested deeper than any reader needs', () => {
    readJson(utf8(`{"a":${'['.repeat(127)}${']'.repeat(127)}}`));
    refuses(utf8(`{"a":${'['.repeat(128)}${']'.repeat(128)}}`), /more than 128 levels deep/);
    refuses(utf8('{"a":'.repeat(1_000_000)), /more than 128 levels deep/);
  });

  test('is refused when a name stands twice in one object, however it is spelled', () => {
    refuses(utf8('{"model":"a","model":"b"}'), /twice/);
    refuses(utf8('{"model":"a","mod\\u0065l":"b"}'), /twice/);
    refuses(utf8('{"messages":[{"content":"a","content":"b"}]}'), /twice/);
    refuses(utf8('{"a":{"__proto__":1,"__proto__":2}}'), /twice/);
    refuses(utf8('{"model":"a","Model":"b"}'), /`model` stands twice/);
  });

  test('may hold what looks like a name in a text', () => {
    const body = '{"a":"\\":{[\\\\","b:{":[{"a":1},{"a":1}]}';

    assert.deepEqual(readJson(utf8(body)), JSON.parse(body));
  });

  test('hides no name behind an escape', () => {
    assert.deepEqual(readJson(utf8('{"a":1,"\\u006e":128}')), { a: 1, n: 128 });
    assert.deepEqual(readJson(utf8('{"a":{"x":1,"\\u5e74" :2,"\\u6708"\n:3,"\\/":4}}')), {
      a: { x: 1, 年: 2, 月: 3, '/': 4 },
    });
    refuses(utf8('{"a":1,"n":1,"\\u006e":128}'), /twice/);
    assert.deepEqual(readJson(utf8('{"a":"\\"\\u0041\\":","b\\"\\u0042":1}')), { a: '"A":', 'b"B': 1 });
  });

  test('is looked over as JSON.parse sees it, in random texts', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 500; round += 1) {
      const json = randomJson(random, 6);
      const text = written(json, random);

      const outline = outlineOf(utf8(text), 100);

      const places = placesIn(json);
      const names = places.filter((place) => typeof place.at(-1) === 'string').length;
      assert.deepEqual(outline, { depth: depthOf(json), names }, `seed ${seed}: ${text}`);
    }
  });

  test('is looked over in time that is proportional to it', () => {
    for (const piece of ['\\"', '"', '""', '"\\\\"', '"\\']) {
      const content = utf8(`"${piece.repeat(20_000)}`);
      const touched = bytesTouched(() => outlineOf(content, 128));

      assert.ok(touched < 3 * content.byteLength, `${piece}: ${touched / content.byteLength} a byte`);
    }
  });
});

describe('the body of an answer', () => {
  test('says nothing when it is no JSON object, or nested without measure', () => {
    assert.deepEqual(readAnswer(utf8('{"a":1,"a":2}')), { a: 2 });
    assert.equal(readAnswer(utf8('<html>')), undefined);
    assert.equal(readAnswer(utf8('[1]')), undefined);
    assert.equal(readAnswer(utf8(`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`)), undefined);
  });

  test('may be nested 512 levels deep, whether it is short or long', () => {
    for (const rest of ['', 'x'.repeat(100_000)]) {
      const nested = (levels: number) =>
        utf8(`{"rest":"${rest}","list":[0,{"a":${'['.repeat(levels - 3)}${']'.repeat(levels - 3)}}]}`);

      assert.notEqual(readAnswer(nested(512)), undefined);
      assert.equal(readAnswer(nested(513)), undefined);
    }
  });

  test('is read as JSON.parse reads it, in random texts and in what is left of them', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 500; round += 1) {
      const text = `{"a":${written(randomJson(random, 6), random)},"b":1}`;
      const shorter = text.slice(0, random.below(text.length));

      assert.deepEqual(readAnswer(utf8(text)), parseJson(text), `seed ${seed}: ${text}`);
      assert.equal(readAnswer(utf8(shorter)), undefined, `seed ${seed}: ${shorter}`);
    }
  });
});

function depthOf(value: JsonValue | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
