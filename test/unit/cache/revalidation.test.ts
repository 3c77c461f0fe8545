import { describe, test } from 'node:test';
import { at, play } from './play.ts';

const short = (more: Record<string, string> = {}) => ({
  gives: { headers: { 'cache-control': 'max-age=60', etag: '"a"', ...more } },
  from: 'origin' as const,
});

describe('what is stale', () => {
  test('is asked about by its tag and its date', async () => {
    await play([
      short({ 'last-modified': at(-100) }),
      { later: 61, from: 'validation', sends: { 'if-none-match': '"a"', 'if-modified-since': at(-100) } },
    ]);
  });

  test('is used again after 304, for as long as that says', async () => {
    const gives = { status: 304, headers: { 'cache-control': 'max-age=100', etag: '"a"' } };
    await play([
      short(),
      { later: 61, gives, from: 'validation', status: 200, text: 'answer 1', gets: { age: '0' } },
      { later: 99, from: 'cache', text: 'answer 1', gets: { age: '99', 'cache-control': 'max-age=100' } },
      { later: 2, from: 'validation' },
    ]);
  });

  test('takes the fields of the 304 over, but for those that the kept bytes are read by', async () => {
    const gives = {
      status: 304,
      headers: { 'x-new': 'b', 'content-type': 'text/html', 'content-encoding': 'gzip', 'content-length': '99' },
    };
    await play([
      short({ 'x-new': 'a', 'x-old': 'a', 'content-type': 'text/css' }),
      { later: 61, gives, from: 'validation' },
      {
        from: 'cache',
        gets: {
          'x-new': 'b',
          'x-old': 'a',
          'content-type': 'text/html',
          'content-encoding': null,
          'content-length': '8',
        },
      },
    ]);
  });

  test('is no longer kept when the 304 forbids it', async () => {
    const gives = { status: 304, headers: { 'cache-control': 'no-store' } };
    await play([
      short(),
      { later: 61, gives, from: 'validation', text: 'answer 1' },
      { from: 'origin', text: 'answer 3' },
    ]);
  });

  test('is no longer kept when the 304 tells it apart by what nobody knew', async () => {
    const gives = { status: 304, headers: { vary: 'Cookie' } };
    await play([short(), { later: 61, gives, from: 'validation', text: 'answer 1' }, { from: 'origin' }]);
  });

  test('is replaced when the origin has something else', async () => {
    await play([
      short(),
      {
        later: 61,
        gives: { headers: { 'cache-control': 'max-age=60', etag: '"b"' } },
        from: 'validation',
        text: 'answer 2',
      },
      { from: 'cache', text: 'answer 2', gets: { etag: '"b"' } },
    ]);
  });

  test('is fetched whole when the 304 is about another state', async () => {
    const stage = await play([short()]);
    stage.platform.time.jump(61_000);
    stage.origin = (call) => {
      const asks = call.request.head.headers.has('if-none-match');
      call.answer(asks ? 304 : 200, null, asks ? { etag: '"z"' } : { etag: '"z"', 'x-whole': 'yes' });
    };

    const answer = await stage.ask();

    if (answer.status !== 200 || answer.headers.get('x-whole') !== 'yes') throw new Error('the 304 was believed');
  });

  test('goes when the origin has something that is not kept', async () => {
    await play([
      short(),
      { later: 61, gives: { headers: { 'cache-control': 'no-store' } }, from: 'validation', text: 'answer 2' },
      { from: 'origin' },
    ]);
  });

  test('answers 304 to a client that has it, once the origin has confirmed it', async () => {
    await play([
      short(),
      { later: 61, headers: { 'if-none-match': '"a"' }, gives: { status: 304 }, from: 'validation', status: 304 },
    ]);
  });

  test('is not used while the origin fails unless someone said so', async () => {
    await play([short(), { later: 61, gives: 'down', from: 'validation', status: 502 }]);
    await play([
      short(),
      { later: 61, gives: { status: 503 }, from: 'validation', status: 503 },
      { from: 'validation' },
    ]);
  });
});

describe('stale-if-error', () => {
  const kind = short({ 'cache-control': 'max-age=60, stale-if-error=100' });

  test('lets what is kept stand in for an origin that fails', async () => {
    await play([
      kind,
      { later: 61, gives: 'down', from: 'validation', status: 200, text: 'answer 1', gets: { age: '61' } },
      ...[500, 502, 503, 504].map((status) => ({
        ...{ gives: { status }, from: 'validation' as const, status: 200, text: 'answer 1' },
      })),
    ]);
  });

  test('ends with its window, and is for no other failure', async () => {
    await play([kind, { later: 61, gives: { status: 404 }, from: 'validation', status: 404 }]);
    await play([kind, { later: 161, gives: 'down', from: 'validation', status: 502 }]);
  });

  test('is nothing for a response that is not to be used without asking, fresh or not', async () => {
    const strict = short({ 'cache-control': 'max-age=60, no-cache' });
    for (const gives of ['down', { status: 503 }] as const) {
      const status = gives === 'down' ? 502 : 503;
      await play([strict, { later: 1, gives, from: 'validation', status }]);
    }
  });

  test('may be asked for by the client', async () => {
    const headers = { 'cache-control': 'stale-if-error=100' };
    await play([short(), { later: 61, headers, gives: 'down', from: 'validation', status: 200 }]);
  });

  for (const strict of ['must-revalidate', 'proxy-revalidate', 's-maxage=60', 'no-cache']) {
    test(`of the settings does not count beside ${strict}`, async () => {
      await play(
        [
          short({ 'cache-control': `max-age=60, ${strict}` }),
          { later: 61, gives: 'down', from: 'validation', status: 502 },
        ],
        { route: 'stale-if-error-secs 1000; stale-while-revalidate-secs 1000' },
      );
    });
  }
});
