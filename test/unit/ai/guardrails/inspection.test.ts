import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Inspection, readInspection } from '../../../../shared/ai/guardrails/agent/inspection.ts';
import { redactByAgent } from '../../../../shared/ai/guardrails/agent/redact-by-agent.ts';
import { allowList } from '../../../../shared/ai/guardrails/text/allow-list.ts';

const bare = {
  detected: true,
  confidence: 0.85,
  detections: [{ category: 'pii.email', severity: 'medium', span: { start: 5, end: 20 } }],
  redacted_content: 'mail [X]',
};

describe('the answer of an agent', () => {
  test('is read in both of its shapes', () => {
    const inside = { version: 2, decision: 'allow', routing_metadata: { guardrail_response: JSON.stringify(bare) } };

    assert.deepEqual(readInspection(bare), readInspection(inside));
    assert.equal(readInspection(bare)?.redacted, 'mail [X]');
    assert.deepEqual(readInspection(bare)?.detections, [{ category: 'pii.email', span: { start: 5, end: 20 } }]);
  });

  test('is a find where it decides to block, and none where it allows', () => {
    assert.equal(readInspection({ decision: { block: { status: 403 } } })?.detections[0]?.category, 'agent_block');
    assert.equal(readInspection({ decision: 'allow' })?.detected, false);
    assert.equal(readInspection({ decision: { allow: {} } })?.detected, false);
  });

  test('is none where it says nothing', () => {
    for (const json of [null, 1, 'x', [], {}, { decision: 'maybe' }, { routing_metadata: { guardrail_response: '{' } }])
      assert.equal(readInspection(json), undefined);
  });

  test('gives names fit for logs, and shares from 0 to 1', () => {
    const read = readInspection({
      detected: true,
      confidence: 7,
      detections: [{ category: 'a\nb "c"' }, { category: 3 }],
    });

    assert.deepEqual(
      read?.detections.map(({ category }) => category),
      ['a_b__c_', 'unnamed'],
    );
    assert.equal(read?.confidence, 1);
  });
});

describe('a text without what an agent found', () => {
  const found = (span?: { start: number; end: number }, redacted?: string): Inspection => ({
    ...{ detected: true, confidence: 1, redacted, detections: [{ category: 'x', span }] },
  });

  test('is what the agent made of it', () => {
    assert.equal(redactByAgent('mail bob', found({ start: 0, end: 1 }, 'mail [X]'), '[R]'), 'mail [X]');
  });

  test('is cut by spans in plain ASCII alone', () => {
    assert.equal(redactByAgent('mail bob now', found({ start: 5, end: 8 }), '[R]'), 'mail [R] now');
    assert.equal(redactByAgent('mäil bob now', found({ start: 5, end: 8 }), '[R]'), '[R]');
  });

  test('is gone where the spans are missing, or beyond its end', () => {
    assert.equal(redactByAgent('mail bob', found(), '[R]'), '[R]');
    assert.equal(redactByAgent('mail bob', found({ start: 5, end: 80 }), '[R]'), '[R]');
  });
});

describe('a list of what is allowed', () => {
  test('takes texts whatever their case, and stars', () => {
    const isAllowed = allowList(['Help@example.com', '*@support.example', 'a*b*c']);

    for (const text of ['help@EXAMPLE.com', 'x@support.example', 'aXbYc', 'abc']) assert.ok(isAllowed(text), text);
    for (const text of ['xhelp@example.com', 'x@support.example.org', 'ab', 'acb']) assert.ok(!isAllowed(text), text);
  });
});
