import type { Check } from './look.ts';

/** Sticky cookies that only one process can read are lost on restart. */
export const stickyKey: Check = (look) => {
  if (look.config.system.cookieSecret !== undefined) return;
  for (const { path, section } of look.scopes) {
    section.upstreams.forEach(({ loadBalancing }, index) => {
      if (loadBalancing.algorithm !== 'sticky') return;
      const message = 'sticky cookies are signed with a key that is lost at restart and that no other process has';
      look.warning(
        [...path, 'upstreams', index, 'load-balancing'],
        message,
        'write system { cookie-secret "${SENTINEL_COOKIE_SECRET}" }',
      );
    });
  }
};
