import { describe } from 'node:test';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const filter = (text: string): Slots => ({
  filters: `filter "f" { ${text} }`,
  route: 'filters "f"',
  listener: 'trusted-proxies "192.0.2.1"',
});
const plain = filter('type "headers"');
const named = (type: string): Pick<Parameters<typeof alive>[2], 'off' | 'on'> => ({
  off: { filters: `filter "g" { ${type} }; filter "f" { type "headers" }`, route: 'filters "f"' },
  on: { filters: `filter "f" { ${type} }; filter "g" { type "headers" }`, route: 'filters "f"' },
});
const status =
  (ask: Ask = {}) =>
  async (stage: Stage) =>
    (await stage.ask(ask)).status;
const from = (address: string): Ask => ({ headers: { 'x-forwarded-for': address } });
const path = async (stage: Stage) => {
  await stage.ask({ target: '/api/x?q=1' });
  const { path, query } = stage.calls[0]!.request.head;
  return `${path}?${query}`;
};

describe('filters of type strip-prefix', () => {
  const told = async (stage: Stage) => {
    await stage.ask({ target: '/api/x', headers: { 'x-forwarded-prefix': '/forged' } });
    return stage.sent.get('x-forwarded-prefix');
  };
  const strip = 'type "strip-prefix"; prefixes "/api"';
  const shows = ['/api/x?q=1', '/x?q=1'] as const;
  alive('filters[strip-prefix].type', 'decides what a filter does', {
    off: plain,
    on: filter(strip),
    see: path,
    shows,
  });
  alive('filters[strip-prefix].id', 'is the name that routes use', { ...named(strip), see: path, shows });
  alive('filters[strip-prefix].prefixes', 'is what is taken away', {
    off: filter('type "strip-prefix"; prefixes "/ap"'),
    on: filter('type "strip-prefix"; prefixes "/ap" "/api"'),
    see: path,
    shows,
  });
  alive('filters[strip-prefix].forwarded-prefix', 'tells the upstream what was taken away', {
    off: filter(`${strip}; forwarded-prefix #false`),
    on: filter(strip),
    see: told,
    shows: [undefined, '/api'],
  });
});

describe('filters of type ip-access', () => {
  const deny = 'type "ip-access"; deny "198.51.100.0/24"';
  const refused = from('198.51.100.7');
  const body = async (stage: Stage) =>
    (await stage.ask({ headers: { ...refused.headers, accept: 'text/plain' } })).text;
  alive('filters[ip-access].type', 'decides what a filter does', {
    off: plain,
    on: filter(deny),
    see: status(refused),
    shows: [200, 403],
  });
  alive('filters[ip-access].id', 'is the name that routes use', {
    off: { ...filter(deny), filters: `filter "g" { ${deny} }; filter "f" { type "headers" }` },
    on: { ...filter(deny), filters: `filter "f" { ${deny} }; filter "g" { type "headers" }` },
    see: status(refused),
    shows: [200, 403],
  });
  alive('filters[ip-access].deny', 'names who is refused', {
    off: filter('type "ip-access"; deny "203.0.113.9"'),
    on: filter(deny),
    see: status(refused),
    shows: [200, 403],
  });
  alive('filters[ip-access].allow', 'lets nobody else through', {
    off: filter('type "ip-access"; allow "198.51.100.0/24" "2001:db8::/32"'),
    on: filter('type "ip-access"; allow "2001:db8::/32"'),
    see: status(refused),
    shows: [200, 403],
  });
  alive('filters[ip-access].status-code', 'is the status of the refusal', {
    off: filter(deny),
    on: filter(`${deny}; status-code 404`),
    see: status(refused),
    shows: [403, 404],
  });
  alive('filters[ip-access].message', 'is what the client is told', {
    off: filter(deny),
    on: filter(`${deny}; message "Not from there."`),
    see: async (stage) => (await body(stage)).includes('Not from there.'),
    shows: [false, true],
  });
});

describe('filters of type maintenance', () => {
  const on = 'type "maintenance"';
  const header = (name: string) => async (stage: Stage) => (await stage.ask()).headers.get(name);
  const showing = (name: string) => status({ headers: { [name]: 'open sesame' } });
  alive('filters[maintenance].type', 'decides what a filter does', {
    off: plain,
    on: filter(on),
    see: status(),
    shows: [200, 503],
  });
  alive('filters[maintenance].id', 'is the name that routes use', { ...named(on), see: status(), shows: [200, 503] });
  alive('filters[maintenance].enabled', 'turns it on', {
    off: filter(`${on}; enabled #false`),
    on: filter(`${on}; enabled #true`),
    see: status(),
    shows: [200, 503],
  });
  alive('filters[maintenance].status-code', 'is the status of the answer', {
    off: filter(on),
    on: filter(`${on}; status-code 410`),
    see: status(),
    shows: [503, 410],
  });
  alive('filters[maintenance].message', 'is what the client is told', {
    off: filter(on),
    on: filter(`${on}; message "Back at noon."`),
    see: async (stage) => (await stage.ask({ headers: { accept: 'text/plain' } })).text.includes('Back at noon.'),
    shows: [false, true],
  });
  alive('filters[maintenance].retry-after-secs', 'says when to come back', {
    off: filter(on),
    on: filter(`${on}; retry-after-secs 90.5`),
    see: header('retry-after'),
    shows: [undefined, '91'],
  });
  alive('filters[maintenance].allow', 'lets clients through', {
    off: filter(on),
    on: filter(`${on}; allow "198.51.100.7"`),
    see: status(from('198.51.100.7')),
    shows: [503, 200],
  });
  alive('filters[maintenance].bypass-secret', 'lets through who shows it', {
    off: filter(`${on}; bypass-secret "something else"`),
    on: filter(`${on}; bypass-secret "open sesame"`),
    see: showing('x-maintenance-bypass'),
    shows: [503, 200],
  });
  alive('filters[maintenance].bypass-header', 'names the header that shows the secret', {
    off: filter(`${on}; bypass-secret "open sesame"`),
    on: filter(`${on}; bypass-secret "open sesame"; bypass-header "X-Let-Me"`),
    see: showing('x-let-me'),
    shows: [503, 200],
  });
});

describe('filters of type fault', () => {
  const abort = 'type "fault"; abort-status 418';
  const share = async (stage: Stage) => {
    let hit = 0;
    for (let i = 0; i < 400; i += 1) if ((await stage.ask()).status === 418) hit += 1;
    return hit > 60 && hit < 140 ? 'a quarter' : hit;
  };
  const delayed = async (stage: Stage, count = 1) => {
    let answered = 0;
    for (let i = 0; i < count; i += 1) void stage.ask().then(() => (answered += 1));
    await settled();
    const before = answered;
    stage.platform.time.advance(300);
    await settled();
    return `${before}, then ${answered}`;
  };
  alive('filters[fault].type', 'decides what a filter does', {
    off: plain,
    on: filter(abort),
    see: status(),
    shows: [200, 418],
  });
  alive('filters[fault].id', 'is the name that routes use', { ...named(abort), see: status(), shows: [200, 418] });
  alive('filters[fault].abort-status', 'is the status that requests fail with', {
    off: filter(abort),
    on: filter('type "fault"; abort-status 503'),
    see: status(),
    shows: [418, 503],
  });
  alive('filters[fault].abort-percent', 'is the share that fails', {
    off: filter(abort),
    on: filter(`${abort}; abort-percent 25`),
    see: share,
    shows: [400, 'a quarter'],
  });
  alive('filters[fault].delay-ms', 'holds requests back', {
    off: filter(abort),
    on: filter('type "fault"; delay-ms 300'),
    see: delayed,
    shows: ['1, then 1', '0, then 1'],
  });
  alive('filters[fault].delay-percent', 'is the share that is held back', {
    off: filter('type "fault"; delay-ms 300'),
    on: filter('type "fault"; delay-ms 300; delay-percent 0'),
    see: delayed,
    shows: ['0, then 1', '1, then 1'],
  });
  alive('filters[fault].message', 'is what the client is told', {
    off: filter(abort),
    on: filter(`${abort}; message "On purpose."`),
    see: async (stage) => (await stage.ask({ headers: { accept: 'text/plain' } })).text.includes('On purpose.'),
    shows: [false, true],
  });
  alive('filters[fault].header', 'leaves all other requests alone', {
    off: filter(abort),
    on: filter(`${abort}; header "X-Chaos"`),
    see: async (stage) => [await status()(stage), await status({ headers: { 'x-chaos': '1' } })(stage)],
    shows: [
      [418, 418],
      [200, 418],
    ],
  });
});

describe('filters that change paths by a pattern', () => {
  const location = async (stage: Stage) => (await stage.ask({ target: '/api/x?q=1' })).headers.get('location');
  const rewrite = (regex: string, to: string) =>
    filter(`type "url-rewrite"; path-regex "${regex}"; replace-regex-match "${to}"`);
  const redirect = (regex: string, to: string) =>
    filter(`type "redirect"; path-regex "${regex}"; replace-regex-match "${to}"`);
  alive('filters[url-rewrite].path-regex', 'says which paths are changed', {
    off: rewrite('^/b/(.*)$', '/$1'),
    on: rewrite('^/api/(.*)$', '/$1'),
    see: path,
    shows: ['/api/x?q=1', '/x?q=1'],
  });
  alive('filters[url-rewrite].replace-regex-match', 'says what they become', {
    off: rewrite('^/api/(?<rest>.*)$', '/v2/$<rest>'),
    on: rewrite('^/api/(?<rest>.*)$', '/v1/$<rest>'),
    see: path,
    shows: ['/v2/x?q=1', '/v1/x?q=1'],
  });
  alive('filters[redirect].path-regex', 'says who is sent elsewhere', {
    off: redirect('^/b/(.*)$', '/$1'),
    on: redirect('^/api/(.*)$', '/$1'),
    see: location,
    shows: [undefined, 'http://app.test/x?q=1'],
  });
  alive('filters[redirect].replace-regex-match', 'says where', {
    off: redirect('^/api/(?<rest>.*)$', '/v2/$<rest>'),
    on: redirect('^/api/(?<rest>.*)$', '/v1/$<rest>'),
    see: location,
    shows: ['http://app.test/v2/x?q=1', 'http://app.test/v1/x?q=1'],
  });
});
