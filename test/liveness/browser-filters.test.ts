import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

const filter = (text: string): Slots => ({
  filters: `filter "f" { ${text} }`,
  route: 'filters "f"',
  listener: 'trusted-proxies "192.0.2.1"',
});
const named = (type: string): Pick<Parameters<typeof alive>[2], 'off' | 'on'> => ({
  off: { filters: `filter "g" { type "${type}" }; filter "f" { type "headers" }`, route: 'filters "f"' },
  on: { filters: `filter "f" { type "${type}" }; filter "g" { type "headers" }`, route: 'filters "f"' },
});

describe('filters of type cors', () => {
  const origin = 'https://app.example';
  const read = async (stage: Stage) => {
    const { headers } = await stage.ask({ headers: { origin } });
    return headers.get('access-control-allow-origin');
  };
  const asked =
    (name: string, asking: Readonly<Record<string, string>> = {}) =>
    async (stage: Stage) => {
      const { headers } = await stage.ask({
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a', ...asking },
      });
      return headers.get(`access-control-${name}`);
    };
  alive('filters[cors].type', 'lets pages of other origins read responses', {
    off: filter('type "headers"'),
    on: filter('type "cors"'),
    see: read,
    shows: [undefined, '*'],
  });
  alive('filters[cors].id', 'is the name that routes use', { ...named('cors'), see: read, shows: [undefined, '*'] });
  alive('filters[cors].allowed-origins', 'names the origins', {
    off: filter('type "cors"; allowed-origins "https://other.example"'),
    on: filter('type "cors"; allowed-origins "https://*.example" "https://app.example"'),
    see: read,
    shows: [undefined, origin],
  });
  alive('filters[cors].allowed-methods', 'names the methods', {
    off: filter('type "cors"'),
    on: filter('type "cors"; allowed-methods "GET" "PUT"'),
    see: asked('allow-methods'),
    shows: ['GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH', 'GET, PUT'],
  });
  alive('filters[cors].allowed-headers', 'names the headers', {
    off: filter('type "cors"'),
    on: filter('type "cors"; allowed-headers "X-B" "X-C"'),
    see: asked('allow-headers'),
    shows: ['x-a', 'X-B, X-C'],
  });
  alive('filters[cors].exposed-headers', 'names the headers that may be read', {
    off: filter('type "cors"'),
    on: filter('type "cors"; exposed-headers "X-B"'),
    see: async (stage) => (await stage.ask({ headers: { origin } })).headers.get('access-control-expose-headers'),
    shows: [undefined, 'X-B'],
  });
  alive('filters[cors].allow-credentials', 'lets cookies be sent', {
    off: filter(`type "cors"; allowed-origins "${origin}"`),
    on: filter(`type "cors"; allowed-origins "${origin}"; allow-credentials #true`),
    see: async (stage) => (await stage.ask({ headers: { origin } })).headers.get('access-control-allow-credentials'),
    shows: [undefined, 'true'],
  });
  alive('filters[cors].allow-private-network', 'lets pages of the internet in', {
    off: filter('type "cors"'),
    on: filter('type "cors"; allow-private-network #true'),
    see: asked('allow-private-network', { 'access-control-request-private-network': 'true' }),
    shows: [undefined, 'true'],
  });
  alive('filters[cors].max-age-secs', 'tells how long the answer holds', {
    off: filter('type "cors"'),
    on: filter('type "cors"; max-age-secs 60'),
    see: asked('max-age'),
    shows: ['86400', '60'],
  });
});

describe('filters of type security-headers', () => {
  const seen =
    (...names: string[]) =>
    async (stage: Stage) => {
      stage.origin = (call) => call.answer(200, null, { server: 'old/1.0', 'referrer-policy': 'origin' });
      const { headers } = await stage.ask({ headers: { 'x-forwarded-proto': 'https' } });
      return names.map((name) => headers.get(name) ?? '-').join(' | ');
    };
  const text = (setting: string, header: string, off: string, value = 'x') =>
    alive(setting, 'is sent', {
      off: filter('type "security-headers"; override #true'),
      on: filter(`type "security-headers"; override #true; ${setting.split('.')[1]} "${value}"`),
      see: seen(header),
      shows: [off, header === 'x-frame-options' ? value.toUpperCase() : value],
    });
  alive('filters[security-headers].type', 'adds headers', {
    off: filter('type "headers"'),
    on: filter('type "security-headers"'),
    see: seen('x-content-type-options'),
    shows: ['-', 'nosniff'],
  });
  alive('filters[security-headers].id', 'is the name that routes use', {
    ...named('security-headers'),
    see: seen('x-content-type-options'),
    shows: ['-', 'nosniff'],
  });
  alive('filters[security-headers].preset', 'is where it begins', {
    off: filter('type "security-headers"'),
    on: filter('type "security-headers"; preset "api"'),
    see: seen('content-security-policy', 'x-frame-options'),
    shows: ['- | SAMEORIGIN', "default-src 'none'; frame-ancestors 'none' | DENY"],
  });
  text('filters[security-headers].content-security-policy', 'content-security-policy', '-');
  text('filters[security-headers].content-security-policy-report-only', 'content-security-policy-report-only', '-');
  text('filters[security-headers].frame-options', 'x-frame-options', 'SAMEORIGIN', 'deny');
  text('filters[security-headers].referrer-policy', 'referrer-policy', 'strict-origin-when-cross-origin');
  text('filters[security-headers].permissions-policy', 'permissions-policy', '-');
  text('filters[security-headers].cross-origin-opener-policy', 'cross-origin-opener-policy', '-');
  text('filters[security-headers].cross-origin-resource-policy', 'cross-origin-resource-policy', '-');
  text('filters[security-headers].cross-origin-embedder-policy', 'cross-origin-embedder-policy', '-');
  const hsts = (setting: string, on: string, shown: string) =>
    alive(setting, 'tells how HTTPS is kept to', {
      off: filter('type "security-headers"'),
      on: filter(`type "security-headers"; ${on}`),
      see: seen('strict-transport-security'),
      shows: ['max-age=31536000', shown],
    });
  hsts('filters[security-headers].hsts-max-age-secs', 'hsts-max-age-secs 0', '-');
  hsts(
    'filters[security-headers].hsts-include-subdomains',
    'hsts-include-subdomains #true',
    'max-age=31536000; includeSubDomains',
  );
  hsts(
    'filters[security-headers].hsts-preload',
    'hsts-include-subdomains #true; hsts-preload #true',
    'max-age=31536000; includeSubDomains; preload',
  );
  alive('filters[security-headers].override', 'replaces what the upstream sent', {
    off: filter('type "security-headers"'),
    on: filter('type "security-headers"; override #true'),
    see: seen('referrer-policy'),
    shows: ['origin', 'strict-origin-when-cross-origin'],
  });
  alive('filters[security-headers].hide-software', 'takes the name of the software away', {
    off: filter('type "security-headers"; hide-software #false'),
    on: filter('type "security-headers"'),
    see: seen('server'),
    shows: ['old/1.0', '-'],
  });
});

describe('filters of type request-size', () => {
  const post = async (stage: Stage) => (await stage.ask({ method: 'POST', body: 'hello' })).status;
  alive('filters[request-size].type', 'refuses larger bodies', {
    off: filter('type "headers"'),
    on: filter('type "request-size"; max-size 4'),
    see: post,
    shows: [200, 413],
  });
  alive('filters[request-size].id', 'is the name that routes use', {
    off: {
      filters: 'filter "g" { type "request-size"; max-size 4 }; filter "f" { type "headers" }',
      route: 'filters "f"',
    },
    on: {
      filters: 'filter "f" { type "request-size"; max-size 4 }; filter "g" { type "headers" }',
      route: 'filters "f"',
    },
    see: post,
    shows: [200, 413],
  });
  alive('filters[request-size].max-size', 'is the largest there is', {
    off: filter('type "request-size"; max-size 5'),
    on: filter('type "request-size"; max-size 4'),
    see: post,
    shows: [200, 413],
  });
});

describe('filters of type request-id', () => {
  const ids =
    (name = 'x-request-id', peer = '192.0.2.1') =>
    async (stage: Stage) => {
      const { headers } = await stage.ask({ headers: { [name]: 'given-1' }, peer });
      const id = headers.get('x-correlation-id');
      const word = (value: string | undefined) => (value === id ? 'id' : value === 'given-1' ? 'given' : value);
      return [id === 'given-1' ? 'given' : 'new', word(stage.sent.get(name)), word(headers.get(name))].join(' ');
    };
  alive('filters[request-id].type', 'sends one id both ways', {
    off: filter('type "headers"'),
    on: filter('type "request-id"; accept "never"'),
    see: ids(),
    shows: ['given id ', 'new id id'],
  });
  alive('filters[request-id].id', 'is the name that routes use', {
    ...named('request-id'),
    see: ids(),
    shows: ['given id ', 'new id id'],
  });
  alive('filters[request-id].header', 'carries the id', {
    off: filter('type "request-id"'),
    on: filter('type "request-id"; header "X-Call-Id"'),
    see: ids('x-call-id'),
    shows: ['new given ', 'given id id'],
  });
  alive('filters[request-id].accept', 'says whose ids are kept', {
    off: filter('type "request-id"'),
    on: filter('type "request-id"; accept "always"'),
    see: async (stage) => [await ids()(stage), await ids(undefined, '192.0.2.9')(stage)],
    shows: [
      ['given id id', 'new id id'],
      ['given id id', 'given id id'],
    ],
  });
  alive('filters[request-id].response', 'tells the client', {
    off: filter('type "request-id"'),
    on: filter('type "request-id"; response #false'),
    see: ids(),
    shows: ['given id id', 'given id '],
  });
});

describe('filters of type error-pages', () => {
  const got =
    (status = 500) =>
    async (stage: Stage) => {
      stage.origin = (call) => call.answer(status, new BytesBody('of the origin'), { 'content-type': 'text/plain' });
      const { headers, text } = await stage.ask({ headers: { accept: '*/*' } });
      return `${headers.get('content-type')?.split(';')[0]} ${text.slice(0, 20).trim()}`;
    };
  /** Nothing listens, so that Sentinel itself has to answer. */
  const failed = async (stage: Stage) => {
    stage.origin = (call) => call.refuse();
    const { headers, text } = await stage.ask({ headers: { accept: '*/*' } });
    return `${headers.get('content-type')?.split(';')[0]} ${headers.get('x-a') ?? ''} ${text.slice(0, 20).trim()}`;
  };
  const pages = (text: string) => filter(`type "error-pages"; pages { page 502 { ${text} } }`);
  const html = 'text/html  <!doctype html>\n<htm';
  alive('filters[error-pages].type', 'says what errors look like', {
    off: filter('type "headers"'),
    on: filter('type "error-pages"; pages { page 502 { template "T" } }'),
    see: failed,
    shows: [html, 'text/html  T'],
  });
  alive('filters[error-pages].id', 'is the name that routes use', {
    off: {
      filters: 'filter "g" { type "error-pages"; default-format "json" }; filter "f" { type "headers" }',
      route: 'filters "f"',
    },
    on: {
      filters: 'filter "f" { type "error-pages"; default-format "json" }; filter "g" { type "headers" }',
      route: 'filters "f"',
    },
    see: failed,
    shows: [html, 'application/json  {"error":{"code":"up'],
  });
  alive('filters[error-pages].default-format', 'is the form for clients that do not mind', {
    off: filter('type "error-pages"'),
    on: filter('type "error-pages"; default-format "json"'),
    see: failed,
    shows: [html, 'application/json  {"error":{"code":"up'],
  });
  alive('filters[error-pages].pages.status', 'decides which errors a page is for', {
    off: filter('type "error-pages"; pages { page 503 { template "T" } }'),
    on: filter('type "error-pages"; pages { page 502 { template "T" } }'),
    see: failed,
    shows: [html, 'text/html  T'],
  });
  alive('filters[error-pages].pages.format', 'is the form of the page', {
    off: pages('template "T"'),
    on: pages('template "T"; format "text"'),
    see: failed,
    shows: ['text/html  T', 'text/plain  T'],
  });
  alive('filters[error-pages].pages.template', 'is the text of the page', {
    off: pages('template "T"'),
    on: pages('template "{{status}}"'),
    see: failed,
    shows: ['text/html  T', 'text/html  502'],
  });
  alive('filters[error-pages].pages.message', 'is what the client is told', {
    off: pages('template "{{message}}"'),
    on: pages('template "{{message}}"; message "Later."'),
    see: failed,
    shows: ['text/html  The upstream could n', 'text/html  Later.'],
  });
  alive('filters[error-pages].pages.headers', 'go with the page', {
    off: pages('template "T"'),
    on: pages('template "T"; headers { X-A "1" }'),
    see: failed,
    shows: ['text/html  T', 'text/html 1 T'],
  });
  alive('filters[error-pages].intercept', 'names what gives way to a page', {
    off: filter('type "error-pages"; default-format "json"'),
    on: filter('type "error-pages"; default-format "json"; intercept 404 500'),
    see: async (stage) => [await got()(stage), await got(404)(stage), await got(403)(stage)],
    shows: [
      ['text/plain of the origin', 'text/plain of the origin', 'text/plain of the origin'],
      ['application/json {"error":{"code":"up', 'application/json {"error":{"code":"no', 'text/plain of the origin'],
    ],
  });
});

describe('filters of type log', () => {
  const lines = async (stage: Stage) => {
    stage.origin = async (call) => {
      await collectBody(call.request.body!, 1000);
      call.answer(200, new BytesBody('{"token":"t0p","a":1}'), { 'content-type': 'application/json' });
    };
    await stage.ask({
      method: 'POST',
      target: '/x?api_key=s3cret&b=1',
      headers: { 'content-type': 'application/json', authorization: 'Bearer s3cret', 'x-a': '1' },
      body: '{"password":"s3cret","b":2}',
    });
    return stage.logged('app');
  };
  const messages = async (stage: Stage) => (await lines(stage)).map(({ message }) => message);
  const of =
    (...names: string[]) =>
    async (stage: Stage) =>
      (await lines(stage)).flatMap((line) => names.map((name) => line[name] ?? '-'));
  alive('filters[log].type', 'writes lines', {
    off: filter('type "headers"'),
    on: filter('type "log"'),
    see: messages,
    shows: [[], ['request', 'response']],
  });
  alive('filters[log].id', 'is the name that routes use', {
    ...named('log'),
    see: messages,
    shows: [[], ['request', 'response']],
  });
  alive('filters[log].log-request', 'writes a line when a request comes', {
    off: filter('type "log"; log-request #false'),
    on: filter('type "log"'),
    see: messages,
    shows: [['response'], ['request', 'response']],
  });
  alive('filters[log].log-response', 'writes a line when it is answered', {
    off: filter('type "log"; log-response #false'),
    on: filter('type "log"'),
    see: messages,
    shows: [['request'], ['request', 'response']],
  });
  alive('filters[log].log-body', 'adds bodies, without their secrets', {
    off: filter('type "log"'),
    on: filter('type "log"; log-body #true'),
    see: of('query', 'body'),
    shows: [
      ['api_key=***&b=1', '-', '-', '-'],
      ['api_key=***&b=1', '{"password":"***","b":2}', '-', '{"token":"***","a":1}'],
    ],
  });
  alive('filters[log].max-body-log-size', 'cuts bodies off', {
    off: filter('type "log"; log-body #true'),
    on: filter('type "log"; log-body #true; max-body-log-size 9'),
    see: of('body'),
    shows: [
      ['{"password":"***","b":2}', '{"token":"***","a":1}'],
      ['{"passwor...', '{"token":...'],
    ],
  });
  alive('filters[log].level', 'is that of the lines, and they are none below the least', {
    off: filter('type "log"; level "warn"'),
    on: filter('type "log"; level "debug"'),
    see: of('level'),
    shows: [['warn', 'warn'], []],
  });
  alive('filters[log].fields', 'names what is written', {
    off: filter('type "log"'),
    on: filter('type "log"; fields "method" "status"'),
    see: of('method', 'path', 'status'),
    shows: [
      ['POST', '/x', '-', 'POST', '/x', 200],
      ['POST', '-', '-', 'POST', '-', 200],
    ],
  });
  alive('filters[log].headers', 'names headers that are written, without their secrets', {
    off: filter('type "log"; log-response #false'),
    on: filter('type "log"; log-response #false; headers "X-A" "Authorization"'),
    see: of('header_x_a', 'header_authorization'),
    shows: [
      ['-', '-'],
      ['1', '***'],
    ],
  });
});
