import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCompressible, MediaTypes } from '../../../shared/static/media-types.ts';

const types = new MediaTypes([
  ['.Foo', 'text/x-foo'],
  ['css', 'text/own'],
]);

for (const [name, type] of [
  ['index.html', 'text/html; charset=utf-8'],
  ['A.JS', 'text/javascript; charset=utf-8'],
  ['a.b.json', 'application/json'],
  ['a.svg', 'image/svg+xml'],
  ['a.wasm', 'application/wasm'],
  ['a.foo', 'text/x-foo'],
  ['a.css', 'text/own'],
  ['README', 'application/octet-stream'],
  ['a.', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
] as const) {
  test(`${name} is ${type}`, () => assert.equal(types.of(name), type));
}

for (const [type, gains] of [
  ['text/html; charset=utf-8', true],
  ['application/ld+json', true],
  ['image/svg+xml', true],
  ['application/wasm', true],
  ['font/ttf', true],
  ['font/woff2', false],
  ['image/png', false],
  ['text/event-stream', false],
  ['application/octet-stream', false],
  ['video/mp4', false],
] as const) {
  test(`${type} ${gains ? 'gains' : 'gains nothing'} by compression`, () => assert.equal(isCompressible(type), gains));
}
