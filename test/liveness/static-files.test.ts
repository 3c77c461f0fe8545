import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { configFiles } from '../../node-adapter/config-files.ts';
import { secret, type WebFolder, webFolder } from '../support/web-folder.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

let folder: WebFolder;

before(async () => {
  folder = await webFolder();
  await folder.write('app.js.gz', 'coded beforehand');
});
after(() => folder.remove());

/** Files of the folder, which is made when the tests are; so its name is put in when a stage is. */
const files = (settings = ''): Slots => ({
  get answers() {
    return `static-files { root "${folder.root}"; ${settings} }`;
  },
});

const sees =
  (ask: Ask, field?: string) =>
  async (stage: Stage): Promise<unknown> => {
    const { status, headers, text } = await stage.ask(ask);
    return field === undefined ? [status, text] : headers.get(field);
  };

const codedBy = (ask: Ask) => sees({ ...ask, headers: { 'accept-encoding': 'gzip' } }, 'content-encoding');

describe('static files', () => {
  alive('routes.static-files.root', 'is the folder that is served', {
    off: {
      get answers() {
        return `static-files { root "${folder.root}/bare/two" }`;
      },
    },
    on: {
      get answers() {
        return `static-files { root "${folder.root}/bare" }`;
      },
    },
    see: async (stage) => (await stage.ask({ target: '/one.txt' })).status,
    shows: [404, 200],
  });
  alive('routes.static-files.index', 'names the files that stand for their folder', {
    off: files(),
    on: files('index "none.html" "page.html"'),
    see: sees({ target: '/docs/' }),
    shows: [
      [200, 'docs'],
      [200, 'page'],
    ],
  });
  alive('routes.static-files.directory-listing', 'lists folders without an index', {
    off: files(),
    on: files('directory-listing #true'),
    see: async (stage) => {
      const { status, text } = await stage.ask({ target: '/bare/' });
      return [status, text.includes('href="one.txt"')];
    },
    shows: [
      [403, false],
      [200, true],
    ],
  });
  alive('routes.static-files.cache-control', 'says how long files may be kept', {
    off: files('cache-control ""'),
    on: files('cache-control "no-cache"'),
    see: sees({ target: '/notes.txt' }, 'cache-control'),
    shows: [undefined, 'no-cache'],
  });
  alive('routes.static-files.cache-rules', 'say it by pattern, the first that fits', {
    off: files(),
    on: files('cache-rules { "*.js" "immutable"; "/docs/**" "no-cache"; "*.html" "private" }'),
    see: async (stage) =>
      Promise.all(
        ['/app.js', '/docs/page.html', '/', '/notes.txt'].map((target) => sees({ target }, 'cache-control')(stage)),
      ),
    shows: [
      Array.from({ length: 4 }, () => 'public, max-age=3600'),
      ['immutable', 'no-cache', 'private', 'public, max-age=3600'],
    ],
  });
  alive('routes.static-files.compress', 'codes what gains by it', {
    off: files('compress #false'),
    on: files(),
    see: codedBy({ target: '/app.js' }),
    shows: [undefined, 'gzip'],
  });
  alive('routes.static-files.precompressed', 'sends files coded beforehand', {
    off: files(),
    on: files('precompressed "gzip"'),
    see: async (stage) =>
      (await stage.ask({ target: '/app.js', headers: { 'accept-encoding': 'gzip' } })).text === 'coded beforehand',
    shows: [false, true],
  });
  alive('routes.static-files.fallback', 'is sent for what is not there', {
    off: files(),
    on: files('fallback "docs/page.html"'),
    see: async (stage) => {
      const { status, text } = await stage.ask({ target: '/some/route' });
      return [status, text === 'page'];
    },
    shows: [
      [404, false],
      [200, true],
    ],
  });
  alive('routes.static-files.not-found-page', 'is sent, with 404, for what is not there', {
    off: files(),
    on: files('not-found-page "docs/page.html"'),
    see: async (stage) => {
      const { status, text } = await stage.ask({ target: '/some/route' });
      return [status, text === 'page'];
    },
    shows: [
      [404, false],
      [404, true],
    ],
  });
  alive('routes.static-files.mime-types', 'give files another type', {
    off: files(),
    on: files('mime-types { ".txt" "text/x-note" }'),
    see: sees({ target: '/notes.txt' }, 'content-type'),
    shows: ['text/plain; charset=utf-8', 'text/x-note'],
  });
  alive('routes.static-files.hidden-files', 'shows what begins with a dot', {
    off: files(),
    on: files('hidden-files #true'),
    see: async (stage) => (await stage.ask({ target: '/.env' })).text === secret,
    shows: [false, true],
  });
  alive('routes.static-files.symlinks', 'decides whether links are followed', {
    off: files('symlinks "none"'),
    on: files('symlinks "inside"'),
    see: async (stage) => (await stage.ask({ target: '/link-in.txt' })).status,
    shows: [404, 200],
  });

  test('answers errors in the form of web sites, and by the pages of the route', async () => {
    const plain = await Stage.of(files());
    const own = await Stage.of({ ...slotsOf(files()), route: 'error-pages { page 404 { message "Gone fishing" } }' });

    assert.match((await plain.ask({ target: '/nothing' })).headers.get('content-type')!, /^text\/html/);
    assert.match((await own.ask({ target: '/nothing' })).text, /Gone fishing/);
  });

  test('serves the path that filters leave', async () => {
    const stage = await Stage.of({
      ...slotsOf(files()),
      matches: 'path-prefix "/site"',
      filters: 'filter "strip" { type "url-rewrite"; replace-prefix-match "/" }',
      route: 'filters "strip"',
    });

    assert.deepEqual(await sees({ target: '/site/docs/page.html' })(stage), [200, 'page']);
    assert.equal(await sees({ target: '/site/docs' }, 'location')(stage), './docs/');
    assert.equal((await stage.ask({ target: '/site/docs/%2e%2e/.env' })).status, 404);
  });

  const refused: readonly [settings: Slots, why: RegExp][] = [
    [{ answers: 'static-files { root "/nothing/there" }' }, /cannot look at the folder|ENOENT/],
    [{ answers: 'static-files { root "/etc/passwd" }' }, /is no folder/],
    [{ answers: 'static-files { root "/tmp" }; upstream "app"' }, /cannot stand beside/],
    [{ answers: 'static-files { root "/tmp"; fallback "../x" }' }, /the path of a file inside the folder/],
    [{ answers: 'static-files { root "/tmp"; index "a/b" }' }, /the name of a file/],
    [{ answers: 'static-files { }' }, /"?root"? is missing/],
    [{ answers: 'upstream "app"', route: 'service-type "static"' }, /needs "static-files"/],
  ];
  for (const [slots, why] of refused) {
    test(`refuses ${slots.answers} ${slots.route ?? ''}`, () =>
      assert.rejects(Stage.of(slots), (error: Error) =>
        why.test(`${error.message} ${(error as never)['detail'] ?? ''}`),
      ));
  }

  test('a folder that is not there is found when the configuration is checked', async () => {
    const slots = { answers: 'static-files { root "nothing" }' };

    await assert.rejects(
      Stage.of(slots, configFiles),
      /routes.all.static-files.root: there is no folder \/.*\/nothing/,
    );
  });

  test('a folder that holds the configuration itself is refused', async () => {
    const served = (root: string) => Stage.of({ answers: `static-files { root "${root}" }` }, configFiles);

    await assert.rejects(served('.'), /routes.all.static-files.root: .*test.kdl is in that folder, and would be sent/);
    await served(folder.root);
  });

  test('links are not decided upon where there are none', async () => {
    const slots = { answers: 'static-files { root "public"; symlinks "none" }' };

    await assert.rejects(Stage.of(slots, { runtime: 'workerd' }), /symlinks/);
  });
});

/** The slots as they are now. */
function slotsOf({ answers }: Slots): Slots {
  return { answers: answers! };
}
