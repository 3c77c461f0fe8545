import type { Check } from './look.ts';

/** Countries come from somewhere, and it is said which. */
export const geoFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      if (filter.type !== 'geo') return;
      const here = [...path, 'filters', index];
      const { action, countries, databasePath, databaseType } = filter;
      if (databasePath === undefined && look.runtime !== undefined && look.runtime !== 'workerd') {
        look.error(
          here,
          'nobody knows the countries of clients',
          'write database-path "..."; on Workers the platform knows',
        );
      }
      if (databaseType !== undefined && databasePath === undefined) {
        look.error([...here, 'database-type'], '"database-type" has no effect without "database-path"');
      } else if (databaseType === 'ip2location') {
        look.error([...here, 'database-type'], unread, hint);
      } else if (databaseType === undefined && databasePath !== undefined && /\.bin$/i.test(databasePath)) {
        look.error([...here, 'database-path'], unread, `${hint}, or write database-type "maxmind" if it is`);
      }
      if (action === 'block' && countries.length === 0) {
        look.error([...here, 'countries'], 'no country is named, so that nobody is blocked', 'write countries "..."');
      }
    });
  }
};

const unread = 'databases of IP2Location in their own format cannot be read';
const hint = 'take the same data in the MaxMind format (.mmdb)';
