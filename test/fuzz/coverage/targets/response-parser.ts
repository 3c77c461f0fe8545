import assert from 'node:assert/strict';
import { ourResponses } from '../../differential/our-responses.ts';
import { responseMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Answers of upstreams: the same however the bytes are cut, and whatever is wrong is laid at the upstream. */
export const responseParser: FuzzTarget = {
  name: 'response-parser',
  material: responseMaterial,
  run(input, random) {
    const bytes = bytesOf(input);
    const method = random.below(4) === 0 ? 'HEAD' : 'GET';
    const whole = ourResponses([bytes], method);

    assert.match(whole.refusal ?? 'upstream_', /^upstream_/);
    assert.deepEqual(ourResponses(cut(bytes, random), method), whole);
  },
};
