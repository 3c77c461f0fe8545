import { describe, test } from 'node:test';
import { at, play } from './play.ts';

const fresh = { gives: { headers: { 'cache-control': 'max-age=60' } }, from: 'origin' } as const;
const wishes = (wish: string) => ({ headers: { 'cache-control': wish } });

describe('a client that asks for', () => {
  test('no-cache gets the word of the origin, and the next what the origin said then', async () => {
    await play([fresh, { ...wishes('no-cache'), ...fresh, text: 'answer 2' }, { from: 'cache', text: 'answer 2' }]);
  });

  test('no-store neither waits nor leaves anything behind', async () => {
    await play([
      { ...wishes('no-store'), ...fresh },
      { ...fresh, text: 'answer 2' },
      { from: 'cache', text: 'answer 2' },
    ]);
  });

  test('max-age gets nothing older', async () => {
    await play([
      fresh,
      { later: 10, ...wishes('max-age=20'), from: 'cache' },
      { later: 11, ...wishes('max-age=20'), from: 'origin' },
    ]);
  });

  test('max-age=0 gets the word of the origin', async () => {
    await play([fresh, { ...wishes('max-age=0'), from: 'origin' }]);
  });

  test('max-age=0 is answered from the cache with what does not change', async () => {
    const gives = { headers: { 'cache-control': 'max-age=60, immutable' } };
    await play([
      { gives, from: 'origin' },
      { later: 1, ...wishes('max-age=0'), from: 'cache' },
      { later: 1, ...wishes('no-cache'), from: 'origin' },
    ]);
  });

  test('min-fresh gets what stays fresh for as long', async () => {
    await play([
      fresh,
      { later: 10, ...wishes('min-fresh=40'), from: 'cache' },
      { later: 20, ...wishes('min-fresh=40'), from: 'origin' },
    ]);
  });

  test('max-stale gets what is stale by no more', async () => {
    await play([
      fresh,
      { later: 70, ...wishes('max-stale=20'), from: 'cache', gets: { age: '70' } },
      { later: 20, ...wishes('max-stale=20'), from: 'origin' },
    ]);
  });

  test('max-stale without a number gets what is stale, but not what must not be', async () => {
    const strict = { gives: { headers: { 'cache-control': 'max-age=60, must-revalidate' } } };
    await play([fresh, { later: 99, ...wishes('max-stale'), from: 'cache' }]);
    await play([
      { ...strict, from: 'origin' },
      { later: 99, ...wishes('max-stale'), from: 'origin' },
    ]);
  });

  test('only-if-cached gets 504 where there is nothing, and no wait', async () => {
    await play([
      { ...wishes('only-if-cached'), from: 'cache', status: 504 },
      fresh,
      { ...wishes('only-if-cached'), from: 'cache', status: 200 },
    ]);
  });

  test('something unknown is answered like any other', async () => {
    await play([fresh, { ...wishes('foo=1, bar'), headers: { pragma: 'foo' }, from: 'cache' }]);
  });
});

describe('a client that has', () => {
  const tagged = { gives: { headers: { 'cache-control': 'max-age=60', etag: '"a"', 'content-type': 'text/css' } } };

  test('the same state gets 304 with what is new about it', async () => {
    for (const value of ['"a"', 'W/"a"', '"x", "a"', '*']) {
      await play([
        { ...tagged, from: 'origin' },
        {
          ...{ later: 5, headers: { 'if-none-match': value }, from: 'cache', status: 304, text: '' },
          gets: { etag: '"a"', age: '5', 'cache-control': 'max-age=60', date: at(0), 'content-type': null },
        },
      ]);
    }
  });

  test('another state gets the one there is', async () => {
    await play([
      { ...tagged, from: 'origin' },
      { headers: { 'if-none-match': '"b"' }, from: 'cache', status: 200, text: 'answer 1' },
    ]);
  });

  test('a tag and a date is judged by the tag', async () => {
    const gives = { headers: { 'cache-control': 'max-age=60', etag: '"a"', 'last-modified': at(-50) } };
    const since = { 'if-modified-since': at(-1) };
    await play([
      { gives, from: 'origin' },
      { headers: { ...since, 'if-none-match': '"b"' }, from: 'cache', status: 200 },
      { headers: { ...since, 'if-none-match': '"a"' }, from: 'cache', status: 304 },
      { headers: since, from: 'cache', status: 304 },
      { headers: { 'if-modified-since': at(-100) }, from: 'cache', status: 200 },
    ]);
  });

  test('a date is judged by the making of what has no other', async () => {
    await play([
      { gives: { headers: { 'cache-control': 'max-age=60' } }, from: 'origin' },
      { headers: { 'if-modified-since': at(0) }, from: 'cache', status: 304 },
      { headers: { 'if-modified-since': at(-10) }, from: 'cache', status: 200 },
    ]);
  });

  test('the state that comes at a miss gets 304, and the next client all of it', async () => {
    await play([
      { ...tagged, headers: { 'if-none-match': '"a"' }, from: 'origin', status: 304, sends: { 'if-none-match': null } },
      { from: 'cache', status: 200, text: 'answer 1' },
    ]);
  });

  test('a condition that is for the origin alone is asked of the origin', async () => {
    await play([
      { ...tagged, from: 'origin' },
      { headers: { 'if-match': '"b"' }, gives: { status: 412 }, from: 'origin', status: 412 },
      { from: 'cache', status: 200 },
    ]);
  });
});

describe('a part of a response', () => {
  const whole = { gives: { headers: { 'cache-control': 'max-age=60', etag: '"a"' }, body: '0123456789' } };

  test('is cut from the whole that is kept', async () => {
    await play([
      { ...whole, from: 'origin' },
      ...(
        [
          ['bytes=0-1', '01', 'bytes 0-1/10'],
          ['bytes=7-', '789', 'bytes 7-9/10'],
          ['bytes=-1', '9', 'bytes 9-9/10'],
        ] as const
      ).map(([range, text, told]) => ({
        ...{ headers: { range }, from: 'cache' as const, status: 206, text },
        gets: { 'content-range': told, 'content-length': String(text.length) },
      })),
      { headers: { range: 'bytes=10-' }, from: 'cache', status: 416, gets: { 'content-range': 'bytes */10' } },
      {
        ...{ headers: { range: 'bytes=10-' }, from: 'cache', status: 416 },
        gets: { 'cache-control': 'no-store', etag: null, expires: null, 'last-modified': null, age: null },
      },
      { headers: { range: 'lines=1-2' }, from: 'cache', status: 200, text: '0123456789' },
      { headers: { range: 'bytes=0-0,5-6' }, from: 'cache', status: 200 },
    ]);
  });

  test('comes with if-range only of the same state', async () => {
    await play([
      { ...whole, from: 'origin' },
      { headers: { range: 'bytes=0-1', 'if-range': '"a"' }, from: 'cache', status: 206 },
      { headers: { range: 'bytes=0-1', 'if-range': '"b"' }, from: 'cache', status: 200 },
    ]);
  });

  test('is asked of the origin as it is when nothing is kept, and is not kept itself', async () => {
    const part = {
      status: 206,
      headers: { 'cache-control': 'max-age=60', 'content-range': 'bytes 0-1/10' },
      body: '01',
    };
    const headers = { range: 'bytes=0-1' };
    await play([
      { headers, gives: part, from: 'origin', status: 206, sends: { range: 'bytes=0-1' } },
      { headers, gives: part, from: 'origin', status: 206 },
      { ...whole, from: 'origin', status: 200, text: '0123456789' },
    ]);
  });
});

describe('HEAD', () => {
  const kept = { gives: { headers: { 'cache-control': 'max-age=60', etag: '"a"' } }, from: 'origin' } as const;

  test('is answered from what GET left', async () => {
    await play([
      kept,
      { method: 'HEAD', later: 2, from: 'cache', text: '', gets: { 'content-length': '8', age: '2', etag: '"a"' } },
    ]);
  });

  test('goes to the origin as HEAD when nothing is kept, and leaves nothing for GET', async () => {
    const stage = await play([{ ...kept, method: 'HEAD' }, kept]);

    if (stage.calls[0]!.request.head.method !== 'HEAD') throw new Error('it was sent as another');
  });

  test('makes what is kept fresh when it is the same', async () => {
    await play([
      kept,
      {
        ...kept,
        method: 'HEAD',
        later: 61,
        gives: { headers: { 'cache-control': 'max-age=60', etag: '"a"' }, body: '' },
      },
      { later: 30, from: 'cache', text: 'answer 1' },
    ]);
  });

  test('of one user writes nothing of theirs into what others get', async () => {
    const fields = { 'cache-control': 'max-age=60', etag: '"a"', 'x-name': 'Ann' };
    await play([
      kept,
      {
        ...{ method: 'HEAD', later: 61, headers: { authorization: 'Basic QTpi' } },
        ...{ gives: { headers: fields, body: '' }, from: 'origin', gets: { 'x-name': 'Ann' } },
      },
      { gives: { status: 304 }, from: 'validation', text: 'answer 1', gets: { 'x-name': null } },
    ]);
  });

  test('drops what is kept when it is another by now', async () => {
    await play([
      kept,
      { method: 'HEAD', later: 61, gives: { headers: { etag: '"b"' }, body: '' }, from: 'origin' },
      { ...kept, text: 'answer 3' },
    ]);
  });
});
