import { describe } from 'node:test';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Ask, Stage } from './stage.ts';

const statusOf =
  (ask: Ask = {}) =>
  async (stage: Stage): Promise<number> =>
    (await stage.ask(ask)).status;

const healthPage = 'route "page" { matches { path "/" }; builtin-handler "health";';

const handshake: Ask = {
  headers: {
    ...{ connection: 'Upgrade', upgrade: 'websocket' },
    ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' },
  },
};

describe('routes', () => {
  alive('routes.id', 'is named in the access log', {
    off: { logging: 'access-log { }', matches: 'path "/x"', routes: route('one') },
    on: { logging: 'access-log { }', matches: 'path "/x"', routes: route('other') },
    see: async (stage) => {
      await stage.ask();
      return stage.logged('access')[0]!['route_id'];
    },
    shows: ['one', 'other'],
  });
  alive('routes.enabled', 'takes the route away when it is false', {
    on: { route: 'enabled #false' },
    see: statusOf(),
    shows: [200, 404],
  });
  alive('routes.priority', 'decides which of two routes takes a request', {
    off: { matches: 'header "X-A"', route: 'priority 20', routes: `${healthPage} priority 10 }` },
    on: { matches: 'header "X-A"', route: 'priority 20', routes: `${healthPage} priority 30 }` },
    see: async (stage) => (await stage.ask({ headers: { 'x-a': '' } })).text.includes('healthy'),
    shows: [false, true],
  });
  alive('routes.upstream', 'decides where requests go', {
    off: { upstreams: 'upstream "other" { target "b.test:80" }' },
    on: { upstreams: 'upstream "other" { target "b.test:80" }', answers: 'upstream "other"' },
    see: async (stage) => {
      await stage.ask();
      return stage.reached;
    },
    shows: [['a.test'], ['b.test']],
  });
  alive('routes.service-type', 'decides the form of errors', {
    off: { route: 'service-type "web"' },
    on: { route: 'service-type "api"' },
    see: async (stage) => {
      stage.origin = (call) => call.refuse();
      return (await stage.ask()).headers.get('content-type');
    },
    shows: ['text/html; charset=utf-8', 'application/json; charset=utf-8'],
  });
  alive('routes.builtin-handler', 'decides which page answers', {
    off: { answers: 'builtin-handler "health"' },
    on: { answers: 'builtin-handler "status"' },
    see: async (stage) => (JSON.parse((await stage.ask()).text) as { status: string }).status,
    shows: ['healthy', 'ok'],
  });
  alive('routes.filters', 'decides which filters run', {
    off: { filters: 'filter "away" { type "redirect"; hostname "new.test" }' },
    on: { filters: 'filter "away" { type "redirect"; hostname "new.test" }', route: 'filters "away"' },
    see: statusOf(),
    shows: [200, 302],
  });
  alive('routes.websocket', 'lets WebSocket handshakes through', {
    on: { route: 'websocket #true' },
    see: statusOf(handshake),
    shows: [403, 200],
  });
});

describe('matches', () => {
  const matching = (setting: string, on: string, ask: Ask, off = 'path-prefix "/"') => {
    alive(setting, 'keeps other requests out', {
      off: { matches: off },
      on: { matches: on },
      see: statusOf(ask),
      shows: [200, 404],
    });
  };
  matching('routes.matches.path', 'path "/a"', { target: '/a/b' });
  matching('routes.matches.path-prefix', 'path-prefix "/a"', { target: '/ab' });
  matching('routes.matches.path-regex', 'path-regex "^/a\\\\d"', { target: '/ab' });
  matching('routes.matches.host', 'host "*.example.test"', { host: 'app.test' });
  matching('routes.matches.headers.name', 'header "X-Flag"', {});
  matching('routes.matches.headers.value', 'header "X-Flag" "yes"', { headers: { 'x-flag': 'no' } }, 'header "X-Flag"');
  matching('routes.matches.query-params.name', 'query-param "flag"', { target: '/?other=1' });
  matching('routes.matches.query-params.value', 'query-param "flag" "1"', { target: '/?flag=2' }, 'query-param "flag"');
  alive('routes.matches.method', 'keeps other methods out', {
    on: { matches: 'path-prefix "/"; method "GET"' },
    see: statusOf({ method: 'POST' }),
    shows: [200, 405],
  });
});

describe('policies', () => {
  const sentWith = (headers: Record<string, string>, name: string) => async (stage: Stage) => {
    await stage.ask({ headers });
    return stage.sent.all(name);
  };
  const told = (name: string) => async (stage: Stage) => {
    stage.origin = (call) => call.answer(200, null, { 'x-origin': 'here' });
    return (await stage.ask()).headers.all(name);
  };
  alive('routes.policies.timeout-secs', 'ends requests that take longer', {
    on: { route: 'policies { timeout-secs 5 }' },
    see: async (stage) => {
      stage.origin = (call) => void stage.platform.timers.after(6000, () => call.answer(200));
      const asked = stage.ask();
      await settled();
      stage.platform.time.advance(7000);
      return (await asked).status;
    },
    shows: [200, 504],
  });
  alive('routes.policies.max-body-size', 'refuses larger bodies', {
    on: { route: 'policies { max-body-size 3 }' },
    see: statusOf({ method: 'POST', body: 'four' }),
    shows: [200, 413],
  });
  const request = (rule: string) => ({ route: `policies { request-headers { ${rule} } }` });
  alive('routes.policies.request-headers.rename', 'sends a header under another name', {
    on: request('rename { X-Old "X-New" }'),
    see: sentWith({ 'x-old': '1' }, 'x-new'),
    shows: [[], ['1']],
  });
  alive('routes.policies.request-headers.set', 'sends a header in place of those that came', {
    on: request('set { X-A "ours" }'),
    see: sentWith({ 'x-a': 'theirs' }, 'x-a'),
    shows: [['theirs'], ['ours']],
  });
  alive('routes.policies.request-headers.add', 'sends a header beside those that came', {
    on: request('add { X-A "ours" }'),
    see: sentWith({ 'x-a': 'theirs' }, 'x-a'),
    shows: [['theirs'], ['theirs', 'ours']],
  });
  alive('routes.policies.request-headers.remove', 'sends a header no further', {
    on: request('remove "X-A"'),
    see: sentWith({ 'x-a': 'theirs' }, 'x-a'),
    shows: [['theirs'], []],
  });
  const response = (rule: string) => ({ route: `policies { response-headers { ${rule} } }` });
  alive('routes.policies.response-headers.rename', 'answers with a header under another name', {
    on: response('rename { X-Origin "X-Source" }'),
    see: told('x-source'),
    shows: [[], ['here']],
  });
  alive('routes.policies.response-headers.set', 'answers with a header in place of those of the origin', {
    on: response('set { X-Origin "ours" }'),
    see: told('x-origin'),
    shows: [['here'], ['ours']],
  });
  alive('routes.policies.response-headers.add', 'answers with a header beside those of the origin', {
    on: response('add { X-Origin "ours" }'),
    see: told('x-origin'),
    shows: [['here'], ['here', 'ours']],
  });
  alive('routes.policies.response-headers.remove', 'keeps a header of the origin back', {
    on: response('remove "X-Origin"'),
    see: told('x-origin'),
    shows: [['here'], []],
  });
});

describe('error-pages', () => {
  const fails = async (stage: Stage) => {
    stage.origin = (call) => call.refuse();
    return await stage.ask();
  };
  const pages = (text: string) => ({ route: `service-type "api"; error-pages { ${text} }` });
  const off = { route: 'service-type "api"' };
  const textOf = async (stage: Stage) => (await fails(stage)).text.trim();
  const typeOf = async (stage: Stage) => (await fails(stage)).headers.get('content-type')?.split(';')[0];

  alive('routes.error-pages.default-format', 'decides the form of all pages', {
    off,
    on: pages('default-format "xml"'),
    see: typeOf,
    shows: ['application/json', 'application/xml'],
  });
  alive('routes.error-pages.pages.status', 'decides which failures a page is for', {
    off: pages('page 504 { format "text" }'),
    on: pages('page 502 { format "text" }'),
    see: typeOf,
    shows: ['application/json', 'text/plain'],
  });
  alive('routes.error-pages.pages.format', 'decides the form of one page', {
    off: pages('page 502 { format "text" }'),
    on: pages('page 502 { format "html" }'),
    see: typeOf,
    shows: ['text/plain', 'text/html'],
  });
  alive('routes.error-pages.pages.template', 'is the text of the page', {
    off: pages('page 502 { format "text"; template "one" }'),
    on: pages('page 502 { format "text"; template "{{status}}: {{title}}" }'),
    see: textOf,
    shows: ['one', '502: Bad Gateway'],
  });
  alive('routes.error-pages.pages.message', 'is what the client is told', {
    off: pages('page 502 { format "text"; template "{{message}}" }'),
    on: pages('page 502 { format "text"; template "{{message}}"; message "Back soon." }'),
    see: textOf,
    shows: ['The upstream could not be reached.', 'Back soon.'],
  });
  alive('routes.error-pages.pages.headers', 'go with the page', {
    off: pages('page 502 { format "text" }'),
    on: pages('page 502 { format "text"; headers { Retry-After "30" } }'),
    see: async (stage) => (await fails(stage)).headers.get('retry-after'),
    shows: [undefined, '30'],
  });
});

function route(id: string): string {
  return `route "${id}" { matches { path "/" }; upstream "app" }`;
}
