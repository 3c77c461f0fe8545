import { Look, type LookParts } from './checks/look.ts';
import type { Files } from './gather.ts';

/** Looks into the databases of countries, so that one that is missing or damaged is found when a configuration is checked. */
export function checkGeoDatabases(parts: LookParts, { problemOfGeo }: Pick<Files, 'problemOfGeo'>): void {
  if (!problemOfGeo) return;
  const look = new Look(parts);
  for (const { path, section } of look.scopes) {
    for (const [index, filter] of section.filters.entries()) {
      if (filter.type !== 'geo' || filter.databasePath === undefined) continue;
      const problem = problemOfGeo(filter.databasePath);
      if (problem !== undefined) look.error([...path, 'filters', index, 'database-path'], problem, hint);
    }
  }
}

const hint = 'name a database of countries in the MaxMind format, such as GeoLite2-Country.mmdb';
