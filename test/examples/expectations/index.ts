import type { Expectation } from '../expectation.ts';
import { authentication } from './authentication.ts';
import { balancing } from './balancing.ts';
import { caching } from './caching.ts';
import { descriptions } from './descriptions.ts';
import { everydayFilters } from './everyday-filters.ts';
import { files } from './files.ts';
import { filters } from './filters.ts';
import { guardrails } from './guardrails.ts';
import { keys } from './keys.ts';
import { listeners } from './listeners.ts';
import { logs } from './logs.ts';
import { matching } from './matching.ts';
import { modelLimits } from './model-limits.ts';
import { models } from './models.ts';
import { pages } from './pages.ts';
import { sites } from './sites.ts';
import { upstreams } from './upstreams.ts';

/** What each example shows, by its path. */
export const expectations: Readonly<Record<string, Expectation>> = {
  ...authentication,
  ...matching,
  ...balancing,
  ...upstreams,
  ...models,
  ...modelLimits,
  ...keys,
  ...guardrails,
  ...filters,
  ...everydayFilters,
  ...listeners,
  ...pages,
  ...logs,
  ...files,
  ...caching,
  ...sites,
  ...descriptions,
};
