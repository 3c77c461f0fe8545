import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { texts } from '../fields/list.ts';
import { text } from '../fields/text.ts';
import { id } from '../forms/id.ts';
import { agents } from './agents.ts';
import { filters } from './filters.ts';
import { scopeLimits as limits } from './limits.ts';
import { listener, listeners } from './listeners.ts';
import { routes } from './routes.ts';
import { upstreams } from './upstreams.ts';

const service = block(
  'A part of a namespace, with names of its own.',
  {
    id: text('Its name.', { required: true, form: id }),
    listeners: blocks('Where its clients connect.', 'listener', listener, { default: [] }),
    upstreams,
    routes,
    agents,
    filters,
    limits,
  },
  { required: true, args: ['id'] },
);

const exported = block(
  'What is seen from outside.',
  {
    upstreams: texts('Upstreams.', { default: [], form: id, aliases: ['upstream'] }),
    agents: texts('Agents.', { default: [], form: id, aliases: ['agent'], later: true }),
    filters: texts('Filters.', { default: [], form: id, aliases: ['filter'] }),
  },
  { default: {} },
);

const namespace = block(
  'A part of the configuration with names of its own.',
  {
    id: text('Its name.', { required: true, form: id }),
    listeners,
    upstreams,
    routes,
    agents,
    filters,
    services: blocks('Parts of it.', 'service', service, { default: [] }),
    exports: exported,
    limits,
  },
  { required: true, args: ['id'] },
);

/** All namespaces. */
export const namespaces = blocks('Parts of the configuration with names of their own.', 'namespace', namespace, {
  default: [],
});
