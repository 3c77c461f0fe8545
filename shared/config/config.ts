import { block } from './fields/block.ts';
import type { InputOf, OutputOf } from './fields/field.ts';
import { texts } from './fields/list.ts';
import { text } from './fields/text.ts';
import { agents } from './sections/agents.ts';
import { cache } from './sections/cache.ts';
import { filters } from './sections/filters.ts';
import { ledger } from './sections/ledger.ts';
import { limits } from './sections/limits.ts';
import { listeners } from './sections/listeners.ts';
import { namespaces } from './sections/namespaces.ts';
import { observability } from './sections/observability.ts';
import { rateLimits } from './sections/rate-limits.ts';
import { routes } from './sections/routes.ts';
import { system } from './sections/system.ts';
import { upstreams } from './sections/upstreams.ts';
import { virtualKeys } from './sections/virtual-keys.ts';
import { waf } from './sections/waf.ts';

/** The whole configuration: types, checks, defaults, JSON Schema and reference are all made from this. */
export const configuration = block(
  'A configuration of Sentinel.',
  {
    'schema-version': text('Version of the configuration language.', { default: '1.0', aliases: ['version'] }),
    include: texts('Files to take in at this place; `*`, `**`, `?` and `[...]` stand for many.', { default: [] }),
    system,
    ledger,
    listeners,
    routes,
    upstreams,
    filters,
    agents,
    limits,
    observability,
    namespaces,
    'rate-limits': rateLimits,
    'virtual-keys': virtualKeys,
    cache,
    waf,
  },
  { required: true },
);

/** A checked configuration, with defaults filled in, spans of time in milliseconds and sizes in bytes. */
export type Config = OutputOf<typeof configuration>;

/** A configuration as it is written in TypeScript. */
export type ConfigInput = InputOf<typeof configuration>;
