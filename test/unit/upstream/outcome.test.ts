import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Code, codes } from '../../../shared/errors/codes.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { countsAsFailure, outcomeOf } from '../../../shared/upstream/outcome.ts';

describe('outcome', () => {
  test('blames the target for statuses from 500 on', () => {
    const blamed = [200, 304, 404, 429, 499, 500, 503].filter((status) =>
      countsAsFailure({ kind: 'answered', status, tookMs: 1 }),
    );

    assert.deepEqual(blamed, [500, 503]);
  });

  test('says how each fault of an upstream looks from the target', () => {
    assert.deepEqual(outcomeOf(new Fault('upstream_refused'), 5), { kind: 'refused', tookMs: 5 });
    assert.deepEqual(outcomeOf(new Fault('upstream_connect_timeout'), 5), {
      ...{ kind: 'timed-out', phase: 'connect', tookMs: 5 },
    });
    assert.deepEqual(outcomeOf(new Fault('upstream_body_broken'), 5), { kind: 'reset', tookMs: 5 });
  });

  test('blames the target for no fault of the client, of a rule or of our own', () => {
    const blameless = (Object.keys(codes) as Code[]).filter((code) => codes[code].source !== 'upstream');

    for (const code of blameless) assert.equal(countsAsFailure(outcomeOf(new Fault(code), 1)), false, code);
  });

  test('blames the target for a used-up total time only when the whole request was sent', () => {
    const fault = new Fault('total_timeout');

    assert.equal(countsAsFailure(outcomeOf(fault, 1)), false);
    assert.equal(countsAsFailure(outcomeOf(fault, 1, true)), true);
  });
});
