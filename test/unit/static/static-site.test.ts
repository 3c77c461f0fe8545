import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Fault } from '../../../shared/errors/fault.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';
import { httpDate } from '../../../shared/http/http-date.ts';
import { Stage } from '../../liveness/stage.ts';
import { openFiles } from '../../support/open-files.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';
import { bigBytes, changedAt, longText, type WebFolder, webFolder } from '../../support/web-folder.ts';

let folder: WebFolder;
let stage: Stage;

before(async () => {
  folder = await webFolder();
  stage = await served();
});
after(() => folder.remove());

function served(settings = ''): Promise<Stage> {
  return Stage.of({ answers: `static-files { root "${folder.root}"; ${settings} }` });
}

interface Got {
  readonly status: number;
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
  readonly text: string;
}

async function get(target: string, headers: Record<string, string> = {}, method = 'GET', on = stage): Promise<Got> {
  const reply = await on.begin({ target, headers, method });
  const bytes = reply.body ? await collectBody(reply.body, 2_000_000) : new Uint8Array();
  reply.finished({ bytesSent: bytes.length, bytesReceived: 0, fault: undefined });
  return { ...reply.head, bytes, text: new TextDecoder().decode(bytes) };
}

describe('a whole file', () => {
  test('is sent with what is known of it', async () => {
    const { status, headers, text } = await get('/notes.txt');

    assert.deepEqual([status, text], [200, '0123456789']);
    assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(headers.get('content-length'), '10');
    assert.equal(headers.get('accept-ranges'), 'bytes');
    assert.equal(headers.get('last-modified'), httpDate(changedAt));
    assert.equal(headers.get('cache-control'), 'public, max-age=3600');
    assert.match(headers.get('etag')!, /^"a-\w+"$/);
  });

  test('that is large is sent unchanged', async () => {
    const { bytes, headers } = await get('/big.bin');

    assert.deepEqual(bytes, bigBytes);
    assert.equal(headers.get('content-length'), String(bigBytes.length));
    assert.equal(headers.get('vary'), undefined);
  });

  test('that is empty is sent', async () => {
    const { status, headers, text } = await get('/empty.txt');

    assert.deepEqual([status, text, headers.get('content-length')], [200, '', '0']);
  });

  for (const [target, text] of [
    ['/a%20b.txt', 'blank'],
    ['/%C3%BC.txt', 'umlaut'],
    ['/100%25.txt', 'percent'],
    ['/docs/../notes.txt', '0123456789'],
    ['/link-in.txt', '0123456789'],
    ['/link-docs/page.html', 'page'],
    ['/.well-known/security.txt', 'Contact: mailto:a@example.com'],
    ['/notes.txt?x=1', '0123456789'],
  ] as const) {
    test(`is found as ${target}`, async () => assert.deepEqual(await textOf(target), [200, text]));
  }

  for (const target of ['/nothing', '/notes.txt/', '/notes.txt/x', '/docs/nothing.html', '/link-gone', '/link-loop']) {
    test(`is not found as ${target}`, async () => assert.equal((await get(target)).status, 404));
  }

  test('has the same head for HEAD, and no body', async () => {
    for (const target of ['/notes.txt', '/big.bin', '/app.js']) {
      const coded = { 'accept-encoding': 'gzip' };
      const [got, head] = [await get(target, coded), await get(target, coded, 'HEAD')];
      const withoutIds = ({ headers }: Got) => [...headers].filter(([name]) => name !== 'x-correlation-id');

      assert.equal(head.bytes.length, 0);
      assert.deepEqual(withoutIds(head), withoutIds(got));
    }
  });

  test('is nothing to write to', async () => {
    const { status, headers } = await get('/notes.txt', {}, 'POST');

    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD']);
  });

  test('that changes is sent as it is within a second', async () => {
    await folder.write('changing.txt', 'before');
    const first = await get('/changing.txt');
    await folder.write('changing.txt', 'behind', changedAt + 1000);
    stage.platform.time.advance(1000);
    const second = await get('/changing.txt');

    assert.deepEqual([first.text, second.text], ['before', 'behind']);
    assert.notEqual(first.headers.get('etag'), second.headers.get('etag'));
  });

  test('that has just changed has a weak tag', async () => {
    await folder.write('young.txt', 'young', stage.platform.clock.now() - 500);

    assert.match((await get('/young.txt')).headers.get('etag')!, /^W\//);
  });
});

describe('a folder', () => {
  test('is shown by its index', async () => {
    assert.deepEqual(await textOf('/'), [200, '<h1>Home</h1>']);
    assert.deepEqual(await textOf('/docs/'), [200, 'docs']);
    assert.deepEqual(await textOf('/old/'), [200, 'old index']);
  });

  for (const [target, location] of [
    ['/docs', './docs/'],
    ['/docs?a=1', './docs/?a=1'],
    ['/docs/../docs', './docs/'],
    ['/bare/two', './two/'],
  ] as const) {
    test(`named as ${target} is named with its slash`, async () => {
      const { status, headers } = await get(target);

      assert.deepEqual([status, headers.get('location')], [308, location]);
    });
  }

  test('named with slashes too many is not there, and leads nowhere else', async () => {
    for (const target of ['//docs', '//evil.example/..', '///', '//evil.example/%2e%2e/docs']) {
      const { status, headers } = await get(target);

      assert.ok(status === 404 || !headers.get('location')?.startsWith('//'), `${target}: ${status}`);
    }
  });

  test('without an index is closed', async () => assert.equal((await get('/bare/')).status, 403));

  test('is listed where that is wanted, and without what is hidden', async () => {
    const on = await served('directory-listing #true; index "none"');
    const { status, text, bytes, headers } = await get('/', {}, 'GET', on);

    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link]) => link!);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    for (const shown of ['docs/', '.well-known/', 'link-docs/', 'a%20b.txt', 'link-in.txt'])
      assert.ok(links.includes(shown), shown);
    for (const kept of [
      '.env',
      '.git/',
      'link-out.txt',
      'link-outside/',
      'link-hidden',
      'link-gone',
      'link-root/',
      '..secret/',
    ]) {
      assert.ok(!links.includes(kept), kept);
    }
    assert.deepEqual(links.slice(0, 2), ['.well-known/', 'bare/']);
    assert.equal((await get('/', {}, 'HEAD', on)).headers.get('content-length'), String(bytes.length));
  });
});

describe('conditions', () => {
  test('spare what the client has', async () => {
    const etag = (await get('/notes.txt')).headers.get('etag')!;
    for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': httpDate(changedAt) }]) {
      const got = await get('/notes.txt', headers as Record<string, string>);

      assert.deepEqual([got.status, got.text], [304, '']);
      assert.deepEqual([got.headers.get('etag'), got.headers.get('cache-control')], [etag, 'public, max-age=3600']);
    }
  });

  test('that do not hold are 412', async () => {
    assert.equal((await get('/notes.txt', { 'if-match': '"x"' })).status, 412);
    assert.equal((await get('/big.bin', { 'if-unmodified-since': httpDate(changedAt - 1000) })).status, 412);
  });

  test('of a coded answer spare it too', async () => {
    const coded = await get('/app.js', { 'accept-encoding': 'gzip' });
    const etag = coded.headers.get('etag')!;
    const again = await get('/app.js', { 'accept-encoding': 'gzip', 'if-none-match': etag });

    assert.match(etag, /^W\//);
    assert.deepEqual(
      [again.status, again.headers.get('etag'), again.headers.get('vary')],
      [304, etag, 'accept-encoding'],
    );
  });
});

describe('ranges', () => {
  for (const target of ['/notes.txt', '/big.bin']) {
    test(`of ${target} are the bytes asked for`, async () => {
      const whole = (await get(target)).bytes;
      const { status, headers, bytes } = await get(target, { range: 'bytes=2-5' });

      assert.equal(status, 206);
      assert.deepEqual([...bytes], [...whole.subarray(2, 6)]);
      assert.equal(headers.get('content-range'), `bytes 2-5/${whole.length}`);
      assert.equal(headers.get('content-length'), '4');
      assert.ok(headers.get('etag') && headers.get('cache-control') && headers.get('last-modified'));
    });
  }

  test('several come in parts', async () => {
    for (const target of ['/notes.txt', '/big.bin']) {
      const whole = (await get(target)).bytes;
      const { status, headers, bytes } = await get(target, { range: 'bytes=0-1,4-5,-1' });

      assert.equal(status, 206);
      assert.equal(headers.get('content-length'), String(bytes.length));
      assert.deepEqual(
        partsOf(headers, bytes).map(({ bytes, range }) => [range, Buffer.from(bytes).toString('hex')]),
        [
          [0, 2],
          [4, 6],
          [whole.length - 1, whole.length],
        ].map(([from, to]) => [
          `bytes ${from}-${to! - 1}/${whole.length}`,
          Buffer.from(whole.subarray(from, to)).toString('hex'),
        ]),
      );
    }
  });

  test('beyond the end are 416', async () => {
    const { status, headers } = await get('/notes.txt', { range: 'bytes=10-' });

    assert.deepEqual([status, headers.get('content-range')], [416, 'bytes */10']);
  });

  test('of another state are the whole file', async () => {
    const { etag } = { etag: (await get('/notes.txt')).headers.get('etag')! };
    const range = 'bytes=1-2';

    assert.equal((await get('/notes.txt', { range, 'if-range': '"old"' })).status, 200);
    assert.equal((await get('/notes.txt', { range, 'if-range': etag })).status, 206);
    assert.equal((await get('/notes.txt', { range, 'if-range': httpDate(changedAt) })).status, 206);
    assert.equal((await get('/notes.txt', { range, 'if-range': httpDate(changedAt + 1000) })).status, 200);
  });

  test('are of the plain bytes, whatever the client decodes', async () => {
    const { headers, text } = await get('/app.js', { range: 'bytes=0-2', 'accept-encoding': 'br' });

    assert.deepEqual([text, headers.get('content-encoding')], ['All', undefined]);
  });

  test('count for GET alone', async () => {
    assert.equal((await get('/notes.txt', { range: 'bytes=0-1' }, 'HEAD')).status, 200);
  });

  test('random ones give the bytes they name', async () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    const whole = (await get('/big.bin')).bytes;
    for (let round = 0; round < 60; round += 1) {
      const first = random.below(whole.length);
      const last = first + random.below(whole.length);
      const { status, bytes } = await get('/big.bin', { range: `bytes=${first}-${last}` });

      assert.equal(status, 206);
      assert.ok(Buffer.from(bytes).equals(whole.subarray(first, last + 1)), `seed ${seed}: ${first}-${last}`);
    }
  });
});

describe('codings', () => {
  const decode = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync } as const;
  for (const [accept, coding] of [
    ['gzip', 'gzip'],
    ['gzip, br', 'br'],
    ['gzip, zstd', 'zstd'],
    ['br;q=0.1, gzip', 'gzip'],
  ] as const) {
    test(`${coding} for ${accept}`, async () => {
      const { headers, bytes } = await get('/app.js', { 'accept-encoding': accept });

      assert.equal(headers.get('content-encoding'), coding);
      assert.equal(headers.get('vary'), 'accept-encoding');
      assert.equal(headers.get('content-length'), String(bytes.length));
      assert.equal(headers.get('accept-ranges'), undefined);
      assert.equal(decode[coding](bytes).toString(), longText);
    });
  }

  test('none for who wants none, still told that there are some', async () => {
    const { headers, text } = await get('/app.js', { 'accept-encoding': 'gzip;q=0' });

    assert.deepEqual(
      [text, headers.get('content-encoding'), headers.get('vary')],
      [longText, undefined, 'accept-encoding'],
    );
  });

  test('none where it gains nothing', async () => {
    await folder.write('noise.txt', new SeededRandom(1).bytes(5000));
    for (const target of ['/style.css', '/noise.txt', '/big.bin']) {
      const { headers, status } = await get(target, { 'accept-encoding': 'gzip, br' });

      assert.deepEqual([status, headers.get('content-encoding')], [200, undefined]);
    }
  });

  test('a text too large to be kept is coded on its way', async () => {
    const large = 'x1y2'.repeat(400_000);
    await folder.write('large.txt', large);
    const { headers, bytes } = await get('/large.txt', { 'accept-encoding': 'gzip' });

    assert.deepEqual([headers.get('content-encoding'), headers.get('content-length')], ['gzip', undefined]);
    assert.equal(gunzipSync(bytes).toString(), large);
  });

  test('files coded beforehand go first, unless they are older', async () => {
    const on = await served('precompressed "br" "gzip"; compress #false');
    await folder.write('kept.css', longText);
    await folder.write('kept.css.gz', 'gzipped');
    await folder.write('kept.css.br', 'brotli of old', changedAt - 1000);
    const accept = { 'accept-encoding': 'gzip, br' };
    const { headers, text } = await get('/kept.css', accept, 'GET', on);

    assert.deepEqual([text, headers.get('content-encoding')], ['gzipped', 'gzip']);
    assert.equal(headers.get('content-type'), 'text/css; charset=utf-8');
    assert.match(headers.get('etag')!, /^"7-/);
    assert.equal((await get('/kept.css', {}, 'GET', on)).text, longText);
    assert.equal((await get('/app.js', accept, 'GET', on)).headers.get('content-encoding'), undefined);
  });
});

test('whatever is answered leaves nothing open', async () => {
  const { headers } = await get('/big.bin');
  const etag = headers.get('etag')!;
  for (const fields of [{ 'if-none-match': etag }, { 'if-match': '"x"' }, { range: 'bytes=999999-' }]) {
    await get('/big.bin', fields as Record<string, string>);
    await get('/big.bin', fields as Record<string, string>, 'HEAD');
  }
  await get('/big.bin', { range: 'bytes=0-1,5-6' });
  await get('/big.bin/');
  await get('/large.txt', { 'accept-encoding': 'gzip' }, 'HEAD');
  const left = await stage.begin({ target: '/large.txt', headers: { 'accept-encoding': 'gzip' } });
  left.body!.cancel(new Fault('client_left'));

  await until(
    () => openFiles(folder).length === 0,
    () => openFiles(folder),
  );
});

function partsOf(headers: HeaderList, bytes: Uint8Array): { range: string; bytes: Uint8Array }[] {
  const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(headers.get('content-type')!)![1]!;
  const text = Buffer.from(bytes).toString('latin1');
  const sections = text.split(`\r\n--${boundary}`);
  assert.equal(sections[0], '');
  assert.equal(sections.at(-1), '--\r\n');
  return sections.slice(1, -1).map((section) => {
    const at = section.indexOf('\r\n\r\n');
    const range = /content-range: ([^\r]*)/i.exec(section.slice(0, at))![1]!;
    return { range, bytes: Buffer.from(section.slice(at + 4), 'latin1') };
  });
}

async function textOf(target: string): Promise<[number, string]> {
  const { status, text } = await get(target);
  return [status, text];
}
