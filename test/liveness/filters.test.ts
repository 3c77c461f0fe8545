import { describe } from 'node:test';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

/** One filter on the route, which is on `/app`. */
function filter(text: string): Slots {
  return { matches: 'path-prefix "/app"', filters: `filter "f" { ${text} }`, route: 'filters "f"' };
}

const locationOf =
  (ask: Ask = {}) =>
  async (stage: Stage) =>
    (await stage.ask({ target: '/app/x?q=1', ...ask })).headers.get('location');

const asked = async (stage: Stage) => {
  await stage.ask({ target: '/app/x?q=1' });
  const { authority, path } = stage.calls[0]!.request.head;
  return `${authority}${path}`;
};

describe('filters of type headers', () => {
  const seen = async (stage: Stage) => {
    stage.origin = (call) => call.answer(200, null, { 'x-a': 'origin' });
    const { headers } = await stage.ask({ target: '/app', headers: { 'x-a': 'client' } });
    return [...stage.sent.all('x-a'), '|', ...stage.sent.all('x-b'), '|', ...headers.all('x-a')].join(' ');
  };
  alive('filters[headers].type', 'decides what a filter does', {
    off: filter('type "timeout"; request-timeout-secs 10'),
    on: filter('type "headers"; set { X-A "set" }'),
    see: seen,
    shows: ['client | | origin', 'set | | origin'],
  });
  alive('filters[headers].id', 'is the name that routes use', {
    off: { filters: 'filter "f" { type "headers"; remove "X-A" }', ...only('f') },
    on: {
      filters: 'filter "g" { type "headers"; remove "X-A" }; filter "f" { type "headers"; remove "X-B" }',
      ...only('f'),
    },
    see: seen,
    shows: ['| | origin', 'client | | origin'],
  });
  alive('filters[headers].phase', 'decides which headers are changed', {
    off: filter('type "headers"; phase "request"; set { X-A "set" }'),
    on: filter('type "headers"; phase "response"; set { X-A "set" }'),
    see: seen,
    shows: ['set | | origin', 'client | | set'],
  });
  alive('filters[headers].rename', 'moves a header to another name', {
    off: filter('type "headers"'),
    on: filter('type "headers"; rename { X-A "X-B" }'),
    see: seen,
    shows: ['client | | origin', '| client | origin'],
  });
  alive('filters[headers].set', 'replaces a header', {
    off: filter('type "headers"'),
    on: filter('type "headers"; set { X-A "set" }'),
    see: seen,
    shows: ['client | | origin', 'set | | origin'],
  });
  alive('filters[headers].add', 'adds a header', {
    off: filter('type "headers"'),
    on: filter('type "headers"; add { X-A "more" }'),
    see: seen,
    shows: ['client | | origin', 'client more | | origin'],
  });
  alive('filters[headers].remove', 'takes a header away', {
    off: filter('type "headers"'),
    on: filter('type "headers"; remove "X-A"'),
    see: seen,
    shows: ['client | | origin', '| | origin'],
  });
});

describe('filters of type timeout', () => {
  const waits = async (stage: Stage) => {
    await stage.ask({ target: '/app' });
    const { connectMs, firstByteMs, readMs } = stage.calls[0]!.request.timeouts;
    return { connectMs, firstByteMs, readMs };
  };
  const usual = { connectMs: 10_000, firstByteMs: 30_000, readMs: 30_000 };
  alive('filters[timeout].type', 'decides what a filter does', {
    off: filter('type "headers"'),
    on: filter('type "timeout"; connect-timeout-secs 1'),
    see: waits,
    shows: [usual, { ...usual, connectMs: 1000 }],
  });
  alive('filters[timeout].id', 'is the name that routes use', {
    off: { filters: 'filter "f" { type "timeout"; connect-timeout-secs 1 }', ...only('f') },
    on: {
      filters: 'filter "g" { type "timeout"; connect-timeout-secs 1 }; filter "f" { type "headers" }',
      ...only('f'),
    },
    see: waits,
    shows: [{ ...usual, connectMs: 1000 }, usual],
  });
  alive('filters[timeout].request-timeout-secs', 'ends requests that take longer', {
    off: filter('type "timeout"'),
    on: filter('type "timeout"; request-timeout-secs 5'),
    see: async (stage) => {
      stage.origin = (call) => void stage.platform.timers.after(6000, () => call.answer(200));
      const reply = stage.ask({ target: '/app' });
      await settled();
      stage.platform.time.advance(7000);
      return (await reply).status;
    },
    shows: [200, 504],
  });
  alive('filters[timeout].upstream-timeout-secs', 'changes the waits for an answer', {
    off: filter('type "timeout"'),
    on: filter('type "timeout"; upstream-timeout-secs 2'),
    see: waits,
    shows: [usual, { ...usual, firstByteMs: 2000, readMs: 2000 }],
  });
  alive('filters[timeout].connect-timeout-secs', 'changes the wait for a connection', {
    off: filter('type "timeout"'),
    on: filter('type "timeout"; connect-timeout-secs 2'),
    see: waits,
    shows: [usual, { ...usual, connectMs: 2000 }],
  });
});

describe('filters of type redirect', () => {
  const base = 'type "redirect"; hostname "new.test"';
  const from = 'http://new.test/app/x?q=1';
  const redirecting = (setting: string, more: string, to: string) => {
    alive(setting, 'changes where the client is sent', {
      off: filter(base),
      on: filter(more),
      see: locationOf(),
      shows: [from, to],
    });
  };
  redirecting('filters[redirect].scheme', `${base}; scheme "https"`, 'https://new.test/app/x?q=1');
  redirecting('filters[redirect].port', `${base}; port 8443`, 'http://new.test:8443/app/x?q=1');
  redirecting('filters[redirect].hostname', 'type "redirect"; hostname "two.test"', 'http://two.test/app/x?q=1');
  redirecting('filters[redirect].replace-full-path', `${base}; replace-full-path "/n"`, 'http://new.test/n?q=1');
  redirecting(
    'filters[redirect].replace-prefix-match',
    `${base}; replace-prefix-match "/n"`,
    'http://new.test/n/x?q=1',
  );
  alive('filters[redirect].status-code', 'is the status of the answer', {
    off: filter(base),
    on: filter(`${base}; status-code 308`),
    see: async (stage) => (await stage.ask({ target: '/app' })).status,
    shows: [302, 308],
  });
  alive('filters[redirect].type', 'decides what a filter does', {
    off: filter('type "url-rewrite"; hostname "new.test"'),
    on: filter(base),
    see: locationOf(),
    shows: [undefined, from],
  });
  alive('filters[redirect].id', 'is the name that routes use', {
    off: { filters: `filter "f" { ${base} }; filter "g" { type "redirect"; hostname "two.test" }`, ...only('f') },
    on: { filters: `filter "g" { ${base} }; filter "f" { type "redirect"; hostname "two.test" }`, ...only('f') },
    see: locationOf(),
    shows: [from, 'http://two.test/app/x?q=1'],
  });
});

describe('filters of type url-rewrite', () => {
  const rewriting = (setting: string, more: string, to: string) => {
    alive(setting, 'changes what the upstream is asked for', {
      off: filter('type "headers"'),
      on: filter(`type "url-rewrite"; ${more}`),
      see: asked,
      shows: ['app.test/app/x', to],
    });
  };
  rewriting('filters[url-rewrite].type', 'hostname "in.test"', 'in.test/app/x');
  rewriting('filters[url-rewrite].hostname', 'hostname "in.test"', 'in.test/app/x');
  rewriting('filters[url-rewrite].replace-full-path', 'replace-full-path "/n"', 'app.test/n');
  rewriting('filters[url-rewrite].replace-prefix-match', 'replace-prefix-match ""', 'app.test/x');
  alive('filters[url-rewrite].id', 'is the name that routes use', {
    off: { filters: 'filter "f" { type "url-rewrite"; hostname "in.test" }', ...only('f') },
    on: {
      filters: 'filter "g" { type "url-rewrite"; hostname "in.test" }; filter "f" { type "headers" }',
      ...only('f'),
    },
    see: asked,
    shows: ['in.test/app/x', 'app.test/app/x'],
  });
});

function only(id: string): Slots {
  return { matches: 'path-prefix "/app"', route: `filters "${id}"` };
}
