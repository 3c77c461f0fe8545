import { adaptive } from './adaptive.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { BalancerOptions } from './balancer-options.ts';
import { consistentHash } from './consistent-hash.ts';
import { ipHash } from './ip-hash.ts';
import { leastConnections } from './least-connections.ts';
import { leastLatency } from './least-latency.ts';
import { leastTokensQueued } from './least-tokens-queued.ts';
import { locality } from './locality.ts';
import { maglev } from './maglev.ts';
import { p2c } from './p2c.ts';
import { peakEwma } from './peak-ewma.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';
import { sticky } from './sticky.ts';
import { subset } from './subset.ts';
import { weighted } from './weighted.ts';
import { weightedLeastConnections } from './weighted-least-connections.ts';

/** Every way of balancing. */
export const balancers: readonly BalancerDefinition<BalancerOptions>[] = [
  roundRobin,
  weighted,
  random,
  leastConnections,
  weightedLeastConnections,
  p2c,
  peakEwma,
  adaptive,
  ipHash,
  consistentHash,
  maglev,
  leastTokensQueued,
  leastLatency,
  locality,
  subset,
  sticky,
];
