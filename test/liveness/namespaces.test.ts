import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

/** A namespace with an upstream of its own, and what else the text says. */
function namespace(text: string, id = 'team'): string {
  return `namespace "${id}" { upstreams { upstream "own" { target "own.test:80" } }; ${text} }`;
}

const otherListener = 'listener "in" { address "127.0.0.1:8081"; namespace "other" }';

/** Another namespace, whose one route uses what it does not have itself. */
function other(uses: string): string {
  return `\n namespace "other" { routes { route "r" { matches { path-prefix "/" }; ${uses} } } }`;
}

const service = (id: string) =>
  namespace(`
  service "${id}" {
    listener "in" { address "127.0.0.1:8081" }
    routes { route "r" { matches { path-prefix "/" }; upstream "own" } }
  }`);

const loggedBy = (listener: string, field: string) => async (stage: Stage) => {
  await stage.ask({ listener });
  return stage.logged('access')[0]![field];
};

describe('namespaces', () => {
  const serving = (id: string): Slots => ({
    top: namespace(`routes { route "r" { matches { path-prefix "/" }; upstream "own" } }`, id),
    listeners: `listener "in" { address "127.0.0.1:8081"; namespace "${id}" }`,
    logging: 'access-log { }',
  });
  alive('namespaces.id', 'stands before the names in it', {
    off: serving('one'),
    on: serving('two'),
    see: loggedBy('in', 'route_id'),
    shows: ['one:r', 'two:r'],
  });
  alive('namespaces.services.id', 'stands before the names in it', {
    off: { top: service('one'), logging: 'access-log { }' },
    on: { top: service('two'), logging: 'access-log { }' },
    see: async (stage) => {
      const listener = [...stage.plan.listeners.keys()].at(-1)!;
      return [listener, await loggedBy(listener, 'route_id')(stage)];
    },
    shows: [
      ['team:one:in', 'team:one:r'],
      ['team:two:in', 'team:two:r'],
    ],
  });
  const whole = 'upstream "own" { target "whole.test:80" }';
  const asks = other('upstream "own"');
  alive('namespaces.exports.upstreams', 'are seen from outside', {
    off: { top: namespace('') + asks, upstreams: whole, listeners: otherListener },
    on: { top: namespace('exports { upstreams "own" }') + asks, upstreams: whole, listeners: otherListener },
    see: async (stage) => {
      await stage.ask({ listener: 'in' });
      return stage.reached;
    },
    shows: [['whole.test'], ['own.test']],
  });
  const away = 'filters { filter "away" { type "redirect"; hostname "new.test" } }';
  const goesAway = other('filters "away"');
  const here = 'filter "away" { type "redirect"; hostname "here.test" }';
  alive('namespaces.exports.filters', 'are seen from outside', {
    off: { top: namespace(away) + goesAway, filters: here, listeners: otherListener },
    on: { top: namespace(`${away}; exports { filters "away" }`) + goesAway, filters: here, listeners: otherListener },
    see: async (stage) => (await stage.ask({ listener: 'in' })).headers.get('location'),
    shows: ['http://here.test/', 'http://new.test/'],
  });
});
