import type { FilterDefinition, FilterHooks, FilterParts } from '../../engine/filter.ts';
import { Fault } from '../../errors/fault.ts';
import { filters } from '../../filters/index.ts';
import type { FilterConfig } from './compile-route.ts';

/** Makes one filter of a route. */
export function compileFilter(settings: FilterConfig, parts: FilterParts): FilterHooks {
  const definition = byName.get(settings.type);
  if (!definition) throw new Fault('internal', { detail: `no filter is of type ${settings.type}` });
  return definition.create(settings, parts);
}

// Each row takes the options of its own type, and the type is what the row was found by.
const byName = new Map<string, FilterDefinition<string, FilterConfig>>(
  filters.map((row) => [row.name, row as unknown as FilterDefinition<string, FilterConfig>]),
);
