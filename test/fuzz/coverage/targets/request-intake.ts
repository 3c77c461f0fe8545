import assert from 'node:assert/strict';
import { ourRequests } from '../../differential/our-requests.ts';
import { requestMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Requests, their bodies and what separates them: the same however the bytes are cut, and no fault of ours. */
export const requestIntake: FuzzTarget = {
  name: 'request-intake',
  material: requestMaterial,
  run(input, random) {
    const bytes = bytesOf(input);
    const whole = ourRequests([bytes]);

    assert.doesNotMatch(whole.refusal ?? '', /^internal/);
    assert.deepEqual(ourRequests(cut(bytes, random)), whole);
  },
};
