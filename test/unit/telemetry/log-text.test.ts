import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonLine, jsonText, quotedText } from '../../../shared/telemetry/log-text.ts';

describe('jsonText', () => {
  test('is JSON for every character, on one line, without control characters', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const text = `a${String.fromCharCode(code)}b`;
      const json = jsonText(text);

      assert.equal(JSON.parse(json), text, String(code));
      assert.doesNotMatch(json, /[\x00-\x1f\x7f-\x9f]/, String(code));
    }
    assert.equal(jsonText('\u2028\u2029'), '"\\u2028\\u2029"');
  });

  test('shows bytes that are UTF-8 as what they mean, and others as they are', () => {
    assert.equal(jsonText('gr\u00c3\u00bcn'), '"grün"');
    assert.equal(JSON.parse(jsonText('gr\u00fcn')), 'grün');
    assert.equal(jsonText('日本'), '"日本"');
  });
});

describe('quotedText', () => {
  test('lets nothing end the quotes or the line', () => {
    assert.equal(quotedText('a"b\\c\nd\u001b[31m\u00e9\u2028'), 'a\\x22b\\x5Cc\\x0Ad\\x1B[31m\\xE9\\u2028');
    assert.equal(quotedText('plain text/1.0 (x; y)'), 'plain text/1.0 (x; y)');
  });
});

describe('jsonLine', () => {
  test('leaves out what is not there', () => {
    assert.equal(
      jsonLine({ a: 'x"', b: undefined, c: 1, d: true, e: ['y', 2], f: { g: 'z' } }),
      '{"a":"x\\"","c":1,"d":true,"e":["y",2],"f":{"g":"z"}}',
    );
    assert.equal(jsonLine({}), '{}');
    assert.equal(jsonLine({ a: undefined }), '{}');
  });
});
