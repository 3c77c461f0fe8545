import type { Check } from './look.ts';

/** Filters that let requests pass or not do one of both. */
export const passageFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      const here = [...path, 'filters', index];
      if (filter.type === 'ip-access' && filter.allow.length + filter.deny.length === 0) {
        look.error(here, `the filter "${filter.id}" lets everybody through`, 'write allow or deny');
      }
      if (filter.type !== 'fault') return;
      if (filter.delayMs === undefined && filter.abortStatus === undefined) {
        look.error(here, `the filter "${filter.id}" does nothing`, 'write delay-ms or abort-status');
      }
      if ((filter.delayMs ?? 0) > longestDelayMs) {
        look.error([...here, 'delay-ms'], 'requests would wait longer than a minute', 'write at most 60000');
      }
    });
  }
};

const longestDelayMs = 60_000;
