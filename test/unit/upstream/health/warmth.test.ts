import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Warmth, type WarmthOptions } from '../../../../shared/upstream/health/warmth.ts';

const usual: WarmthOptions = {
  sampleSize: 4,
  coldThresholdMultiplier: 3,
  idleColdTimeoutMs: 60_000,
  coldAction: 'log-only',
};

/** One that has answered in 500 ms as often as makes a baseline; an answer each second. */
class Answering {
  readonly warmth = new Warmth(usual);
  now = 0;

  constructor(tookMs = 500) {
    this.took(...Array<number>(usual.sampleSize).fill(tookMs));
  }

  /** What it is after each of these answers. */
  took(...all: readonly number[]): readonly ('cold' | 'warm')[] {
    return all.map((tookMs) => {
      this.now += 1000;
      this.warmth.note(tookMs, this.now);
      return this.warmth.isCold ? 'cold' : 'warm';
    });
  }
}

describe('Warmth', () => {
  test('calls a target cold once more than half of its newest answers are slow, and warm when they are not', () => {
    const answering = new Answering();

    assert.deepEqual(answering.took(2000, 2000, 2000), ['warm', 'warm', 'cold']);
    assert.deepEqual(answering.took(500, 500), ['cold', 'warm']);
  });

  test('is not misled by one slow answer among others', () => {
    const answering = new Answering();

    assert.deepEqual(answering.took(60_000, 500, 500, 500, 60_000), Array(5).fill('warm'));
  });

  test('says nothing before there is a baseline', () => {
    const warmth = new Warmth(usual);
    for (const tookMs of [10, 5000, 5000]) warmth.note(tookMs, 0);

    assert.deepEqual([warmth.isCold, warmth.baselineMs], [false, undefined]);
  });

  test('lets the first answer after a while decide alone, and the next one again', () => {
    const answering = new Answering();
    answering.now += 58_000;
    const early = answering.took(2000);
    answering.now += 60_000;

    assert.deepEqual([early, answering.took(2000, 500)], [['warm'], ['cold', 'warm']]);
  });

  test('never calls an answer slow that begins within a quarter of a second', () => {
    const [quick, slow] = [new Answering(1), new Answering(1)];

    assert.deepEqual(quick.took(250, 250, 250), Array(3).fill('warm'));
    assert.deepEqual(slow.took(251, 251, 251), ['warm', 'warm', 'cold']);
  });

  test('does not take its slow answers into the baseline', () => {
    const answering = new Answering();
    answering.took(...Array<number>(20).fill(2000));

    assert.equal(answering.warmth.baselineMs, 500);
  });

  test('takes what stays slow for what it has become', () => {
    const answering = new Answering();
    const after = answering.took(...Array<number>(41).fill(2000));

    assert.deepEqual([after[38], after[40], answering.warmth.baselineMs], ['cold', 'warm', 2000]);
  });

  test('tells of each turn once', () => {
    const { warmth } = new Answering();
    const told = [2000, 2000, 2000, 2000, 500, 500, 500].map((tookMs) => warmth.note(tookMs, 5000));

    assert.deepEqual(told, [false, false, true, false, false, true, false]);
  });

  test('begins its sample anew with another size of it', () => {
    const answering = new Answering();
    answering.took(2000, 2000);
    answering.warmth.configure({ ...usual, sampleSize: 2 });

    assert.deepEqual(answering.took(2000, 2000), ['warm', 'cold']);
  });
});
