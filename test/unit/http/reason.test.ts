import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes } from '../../../shared/errors/codes.ts';
import { reasonOf } from '../../../shared/http/reason.ts';

test('has a reason for every status Sentinel answers with', () => {
  for (const { status } of Object.values(codes)) assert.notEqual(reasonOf(status), 'Unknown Status', String(status));
});

test('does not make one up', () => {
  assert.equal(reasonOf(799), 'Unknown Status');
});
