import type { Check } from './look.ts';

/** An upstream has targets, each once, and one at least that takes requests. */
export const upstreamTargets: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.upstreams.forEach(({ id, targets, discovery }, index) => {
      const here = [...path, 'upstreams', index];
      if (targets.length === 0 && !discovery) {
        if (!look.dropped.has(id) && look.dropped.size === 0)
          look.error(here, `the upstream "${id}" has no target`, 'write target "127.0.0.1:3000"');
        return;
      }
      const addresses = targets.map(({ address }) => address);
      addresses.forEach((address, at) => {
        if (addresses.indexOf(address) !== at)
          look.error([...here, 'targets', at], `"${address}" is a target twice`, 'raise its weight instead');
      });
      const isOut = targets.length > 0 && targets.every(({ weight }) => weight === 0);
      if (isOut)
        look.error(
          [...here, 'targets', 0, 'weight'],
          `every target of "${id}" has weight 0, so that none takes requests`,
        );
    });
  }
};
