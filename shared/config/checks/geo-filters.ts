import type { Check } from './look.ts';

/** Countries come from somewhere, and it is said which. */
export const geoFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      if (filter.type !== 'geo') return;
      const here = [...path, 'filters', index];
      const { action, countries, databasePath } = filter;
      if (databasePath === undefined && look.runtime !== undefined && look.runtime !== 'workerd') {
        look.error(
          here,
          'nobody knows the countries of clients',
          'write database-path "..."; on Workers the platform knows',
        );
      }
      if (databasePath !== undefined && /\.bin$/i.test(databasePath)) {
        const hint = 'take the same data in the MaxMind format (.mmdb)';
        look.error([...here, 'database-path'], 'databases of IP2Location in their own format cannot be read', hint);
      }
      if (action === 'block' && countries.length === 0) {
        look.error([...here, 'countries'], 'no country is named, so that nobody is blocked', 'write countries "..."');
      }
    });
  }
};
