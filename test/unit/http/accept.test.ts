import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredType } from '../../../shared/http/accept.ts';

const offers = ['application/json', 'text/html', 'text/plain', 'application/xml'] as const;
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';

const choices: readonly (readonly [accept: string | undefined, expected: string | undefined])[] = [
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  [browser, 'text/html'],
  ['text/html', 'text/html'],
  ['TEXT/HTML', 'text/html'],
  ['text/*', 'text/html'],
  ['text/*, text/html;q=0.1', 'text/plain'],
  ['text/html, */*', 'text/html'],
  ['application/xml, application/json;q=0.5', 'application/xml'],
  ['application/json;q=0, */*', 'text/html'],
  ['image/png', undefined],
  ['*/*;q=0', undefined],
  ['text/plain;charset=utf-8;q=0.3', 'text/plain'],
  ['text/html;q=2', undefined],
  ['text/html; Q = 0.5 , text/plain;q=0.4', 'text/html'],
  [',,;;', undefined],
  ['text/html;q=0.5\t, text/plain; q =\t0.4', 'text/html'],
];
for (const [accept, expected] of choices) {
  test(`chooses ${expected} for ${accept}`, () => assert.equal(preferredType(accept, offers), expected));
}

test('reads a quality followed by thousands of blanks in a moment', () => {
  const hostile = `text/html;q=1${' '.repeat(60_000)}x`;

  const before = performance.now();
  preferredType(hostile, offers);

  // Quadratic, this would take some four seconds.
  assert.ok(performance.now() - before < 5000);
});
