import { mix32 } from '../hash.ts';
import { hashOf } from '../hash-key.ts';
import { Membership } from '../membership.ts';
import { Rendezvous } from '../rendezvous.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { HashOptions } from './balancer-options.ts';
import { maglevTable } from './maglev-table.ts';

/** The same target for the same key, found in one step, with nearly equal shares. */
export const maglev: BalancerDefinition<HashOptions> = {
  name: 'maglev',
  aliases: [],
  about: 'Sends each key to the same target by a lookup table with nearly equal shares.',
  create({ key = { from: 'client-ip' } }, { targets }) {
    // Made at first use: it takes some milliseconds, which a start with many upstreams does not have.
    let table: Uint32Array | undefined;
    const members = new Membership(targets);
    const rendezvous = new Rendezvous(targets);
    return {
      pick(candidates, exchange) {
        table ??= maglevTable(targets, tableSize);
        members.look(candidates);
        let hash = hashOf(key, exchange);
        // The table holds all targets, so that those in service keep their keys whoever leaves; a key whose target is
        // out of service looks again elsewhere.
        for (let look = 0; look < maxLooks; look += 1) {
          const owner = table[hash % tableSize]!;
          if (members.has(owner)) return targets[owner]!;
          hash = mix32(hash, look);
        }
        return rendezvous.pick(candidates, hash);
      },
    };
  },
};

/** A prime, so that shares are equal to a percent for up to 600 targets. */
const tableSize = 65_537;
/** Enough for a key to find a target while most are in service; beyond that one step per candidate is cheaper. */
const maxLooks = 8;
