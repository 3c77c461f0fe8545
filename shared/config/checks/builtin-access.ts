import type { Check } from './look.ts';

const guarded: readonly string[] = ['config', 'upstreams', 'metrics', 'cache-purge', 'cache-stats', 'admin'];

/** Pages about the inside are for a token, or for this machine alone. */
export const builtinAccess: Check = (look) => {
  if (look.config.system.adminToken !== undefined) return;
  const isOpen = look.scopes.some(({ section }) => section.listeners.some(({ address }) => !isLoopback(address)));
  if (!isOpen && look.runtime !== 'workerd') return;
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ builtinHandler }, index) => {
      if (builtinHandler === undefined || !guarded.includes(builtinHandler)) return;
      const message = `without an admin token, "${builtinHandler}" answers on loopback listeners alone`;
      look.warning(
        [...path, 'routes', index, 'builtin-handler'],
        message,
        'write system { admin-token "${SENTINEL_ADMIN_TOKEN}" }',
      );
    });
  }
};

function isLoopback(address: string): boolean {
  return /^(?:127\.|localhost:|\[::1\]:|unix:)/.test(address);
}
