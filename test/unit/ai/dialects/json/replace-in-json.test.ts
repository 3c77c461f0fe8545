import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJson } from '../../../../../shared/ai/dialects/json/parse-json.ts';
import { replaceInJson } from '../../../../../shared/ai/dialects/json/replace-in-json.ts';
import type { JsonValue } from '../../../../../shared/ai/json.ts';
import { Fault } from '../../../../../shared/errors/fault.ts';
import { type Place, placesIn, randomJson, valueAt, written } from '../../../../support/ai/random-json.ts';
import { utf8 } from '../../../../support/ai/read-events.ts';
import { bytesTouched } from '../../../../support/ai/scan-meter.ts';
import { SeededRandom, testSeed } from '../../../../support/seeded-random.ts';

const replaced = (text: string, place: Place, value: JsonValue) =>
  new TextDecoder().decode(replaceInJson(utf8(text), [{ place, value }]));

describe('a value of a JSON text', () => {
  test('is replaced while all else keeps its bytes', () => {
    const text = '{ "big":12345678901234567890, "model" :\t"a\\"b" , "t":1.0,"u":"\\u00e9" }';

    assert.equal(
      replaced(text, ['model'], 'c"d'),
      '{ "big":12345678901234567890, "model" :\t"c\\"d" , "t":1.0,"u":"\\u00e9" }',
    );
  });

  test('is found under a name with escapes, and not in a text that looks like it', () => {
    assert.equal(
      replaced('{"a":"\\"model\\":1","mod\\u0065l":"x"}', ['model'], 'y'),
      '{"a":"\\"model\\":1","mod\\u0065l":"y"}',
    );
  });

  test('is put first where it is absent', () => {
    assert.equal(replaced('{"a":1}', ['model'], 'm'), '{"model":"m","a":1}');
    assert.equal(replaced(' { } ', ['model'], 'm'), ' {"model":"m" } ');
    assert.equal(replaced('{"o":{"b":1}}', ['o', 'c'], true), '{"o":{"c":true,"b":1}}');
  });

  test('must be there, so that nothing goes on which was to be replaced', () => {
    for (const text of ['{"a":1}', '{"a":[]}', '{"a":"x"}', '{"b":{}}']) {
      assert.throws(
        () => replaced(text, ['a', 0, 'c'], 1),
        (error) => error instanceof Fault && error.code === 'internal',
      );
    }
  });

  test('is the one that a reader finds there, in random texts', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 500; round += 1) {
      const json = randomJson(random, 5);
      const text = written(json, random);
      const places = placesIn(json).filter(() => random.next() < 0.3);
      const changes = places.map((place) => ({ place, value: valueAt(json, place) === 'new' ? 'newer' : 'new' }));
      const leaves = changes.filter(({ place }) => !places.some((longer) => isInside(longer, place)));

      const changed: JsonValue = parseJson(new TextDecoder().decode(replaceInJson(utf8(text), leaves)));

      const expected = parseJson(text);
      const root = leaves.reduce<JsonValue>((value, { place, value: to }) => withValue(value, place, to), expected);
      assert.deepEqual(changed, root, `seed ${seed}, round ${round}: ${text}`);
    }
  });

  test('costs time in proportion to the text, however many are replaced', () => {
    const texts = Array.from({ length: 2000 }, (_, index) => ({ role: 'user', content: `${index} \\"`.repeat(5) }));
    const content = utf8(JSON.stringify({ messages: texts }));
    const changes = texts.map((_, index) => ({ place: ['messages', index, 'content'], value: 'x' }));

    const touched = bytesTouched(() => replaceInJson(content, changes));

    assert.ok(touched < 6 * content.byteLength, `${touched / content.byteLength} a byte`);
  });
});

function isInside(place: Place, outer: Place): boolean {
  return place.length > outer.length && outer.every((step, index) => place[index] === step);
}

/** The value with another at `place`, the plain way. */
function withValue(value: JsonValue, place: Place, to: JsonValue): JsonValue {
  const [step, ...rest] = place;
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((entry, index) => (index === step ? withValue(entry, rest, to) : entry));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, entry]) => [name, name === step ? withValue(entry, rest, to) : entry]),
  );
}
