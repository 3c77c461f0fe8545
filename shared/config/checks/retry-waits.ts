import type { Check } from './look.ts';

/** The longest wait between tries is not shorter than the first. */
export const retryWaits: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ retryPolicy }, index) => {
      if (!retryPolicy || retryPolicy.maxBackoffMs >= retryPolicy.backoffMs) return;
      const here = [...path, 'routes', index, 'retry-policy', 'max-backoff'];
      look.error(
        here,
        `"max-backoff" is shorter than "backoff" (${retryPolicy.maxBackoffMs} ms and ${retryPolicy.backoffMs} ms)`,
      );
    });
  }
};
