import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { RawClient } from '../support/raw-client.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respondChunked } from '../support/raw-origin-behaviours.ts';

const host = 'Host: harness.test\r\n';

describe('the raw origin', () => {
  let origin: RawOrigin;
  before(async () => {
    origin = await RawOrigin.start();
  });
  after(() => origin.stop());
  afterEach(() => origin.reset());

  const doubtful: Readonly<Record<string, string>> = {
    'both lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'two lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`,
    'a bare line feed': `GET / HTTP/1.1\n${host}\r\n`,
    'a space before the colon': `GET / HTTP/1.1\r\n${host}X-A : 1\r\n\r\n`,
    'a folded line': `GET / HTTP/1.1\r\n${host} more\r\n\r\n`,
    'two Hosts': `GET / HTTP/1.1\r\n${host}${host}\r\n`,
    'no Host': 'GET / HTTP/1.1\r\n\r\n',
    'an odd chunk size': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n`,
    'an odd coding': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'a zero byte': `GET / HTTP/1.1\r\n${host}X-A: \0\r\n\r\n`,
  };

  for (const [what, bytes] of Object.entries(doubtful)) {
    test(`does not let ${what} pass`, async () => {
      const client = await RawClient.open(origin.port);
      client.send(bytes);
      await client.gone;

      assert.equal(origin.violations.length, 1);
    });
  }

  test('keeps the lines of a request in their order and case', async () => {
    const client = await RawClient.open(origin.port);
    client.send(`GET /a?b HTTP/1.1\r\n${host}X-One: 1\r\nx-two:2\r\n\r\n`);
    await client.whole();
    client.close();

    assert.equal(origin.seen[0]!.target, '/a?b');
    assert.deepEqual(origin.seen[0]!.lines, ['Host: harness.test', 'X-One: 1', 'x-two:2']);
    assert.deepEqual(origin.violations, []);
  });

  test('tells a request that breaks off from a whole one', async () => {
    const client = await RawClient.open(origin.port);
    client.send(`POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nhalf`);
    const { body } = await origin.request();
    client.reset();

    assert.equal(await body.ended, 'broken');
    assert.deepEqual(origin.violations, []);
  });
});

describe('the raw client', () => {
  let origin: RawOrigin;
  before(async () => {
    origin = await RawOrigin.start();
  });
  after(() => origin.stop());
  afterEach(() => origin.reset());

  async function ask(): Promise<RawClient> {
    const client = await RawClient.open(origin.port);
    client.send(`GET / HTTP/1.1\r\n${host}\r\n`);
    return client;
  }

  test('keeps chunks and trailers as they came', async () => {
    origin.answer(respondChunked(['ab', 'c'], [], ['X-T: 1']));
    const reply = await (await ask()).whole();

    assert.deepEqual(reply.chunks.map(String), ['ab', 'c']);
    assert.deepEqual(reply.trailers, [['X-T', '1']]);
    assert.equal(reply.ending, 'complete');
  });

  test('tells answers that break off from whole ones', async () => {
    for (const head of ['Content-Length: 90', 'Transfer-Encoding: chunked', 'X-None: 1']) {
      origin.answer(async (call) => {
        call.head('200 OK', [head]);
        call.write('5\r\nbegin\r\n');
        await call.request.body.ended;
        await call.reset();
      });
      const reply = await (await ask()).whole();
      assert.equal(reply.ending, 'broken', head);
    }
  });

  test('takes the end of the connection for the end of an answer without length', async () => {
    origin.answer((call) => {
      call.head('200 OK');
      call.write('all');
      call.close();
    });
    const reply = await (await ask()).whole();

    assert.deepEqual([reply.text, reply.ending], ['all', 'complete']);
  });

  test('shows informational answers', async () => {
    origin.answer((call) => {
      call.head('103 Early Hints', ['Link: </a>']);
      call.head('204 No Content');
    });
    const reply = await (await ask()).whole();

    assert.equal(reply.status, 204);
    assert.deepEqual(
      reply.informational.map(({ startLine }) => startLine),
      ['HTTP/1.1 103 Early Hints'],
    );
  });
});
