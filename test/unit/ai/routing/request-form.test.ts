import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import type { Destination } from '../../../../shared/ai/providers/destination.ts';
import { providers } from '../../../../shared/ai/providers/index.ts';
import { withNamedModel } from '../../../../shared/ai/routing/named-model.ts';
import { requestForm } from '../../../../shared/ai/routing/request-form.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { bytes } from '../../http/recording-sink.ts';

const plain: Destination = {
  ...{ provider: providers.openai, credentials: undefined, stripPrefix: undefined, pathPrefix: undefined },
  rename: (model) => model,
};
const credentials = { header: 'authorization', value: 'Bearer own' };
const theirs = {
  authorization: 'Bearer theirs',
  'x-api-key': 'theirs',
  'api-key': 'theirs',
  'x-goog-api-key': 'theirs',
  'x-other': 'stays',
};

interface Asked {
  readonly path?: string;
  readonly query?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the client had sent in the place of some of them. */
  readonly changed?: Readonly<Record<string, string>>;
}

const body = '{ "model":"m", "messages":[], "temperature":1.0, "seed":12345678901234567890 }';

function formOf(destination: Partial<Destination>, asked: Asked = {}) {
  const { path = '/v1/chat/completions', query, headers = {} } = asked;
  const request = dialectFor(path).read(bytes(asked.body ?? body), path, query);
  const received = HeaderList.of({ ...headers, ...asked.changed });
  return requestForm({ request, headers: HeaderList.of(headers), received, path, query }, { ...plain, ...destination });
}

const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);

describe('the form of a request for an upstream', () => {
  test('is the bytes of the client where nothing must change', () => {
    assert.equal(textOf(formOf({}).request.content), body);
  });

  test('has the name that the upstream uses, and every other byte as it was', () => {
    assert.equal(textOf(formOf({ rename: () => 'n' }).request.content), body.replace('"m"', '"n"'));
  });

  test('asks a stream for its usage, if the client did not', () => {
    const asks = (json: object) =>
      JSON.parse(textOf(formOf({}, { body: JSON.stringify({ model: 'm', messages: [], ...json }) }).request.content));

    assert.deepEqual(asks({ stream: true }).stream_options, { include_usage: true });
    assert.deepEqual(asks({ stream: true, stream_options: { include_usage: false, x: 1 } }).stream_options, {
      include_usage: true,
      x: 1,
    });
    assert.equal(asks({ stream: false }).stream_options, undefined);
  });

  test('shows the key of the upstream and none of the client', () => {
    const { headers, query } = formOf({ credentials }, { headers: theirs, query: 'key=theirs&k%65y=2&a=1' });

    assert.deepEqual(
      [...headers].filter(([name]) => name !== 'accept-encoding'),
      [
        ['x-other', 'stays'],
        ['authorization', 'Bearer own'],
      ],
    );
    assert.equal(query, 'a=1');
  });

  test('names nobody else who would pay, and holds nothing that stands for the client', () => {
    const paying = { 'openai-organization': 'o', 'openai-project': 'p', 'x-goog-user-project': 'g', cookie: 'sid=1' };
    const names = (headers: HeaderList) => Object.keys(paying).filter((name) => headers.has(name));
    const { headers, query } = formOf(
      { credentials },
      { headers: paying, query: '$key=1&%24userProject=2&a=1&user=b' },
    );

    assert.deepEqual(names(headers), []);
    assert.equal(query, 'a=1&user=b');
    assert.deepEqual(names(formOf({}, { headers: paying }).headers), Object.keys(paying));
    // What the operator writes is his own word.
    const changed = { 'openai-organization': 'of the client' };
    assert.deepEqual(names(formOf({ credentials }, { headers: paying, changed }).headers), ['openai-organization']);
  });

  test('shows the key of the client to the kind of provider it is for, and to no other', () => {
    assert.equal(formOf({}, { headers: theirs }).headers.get('authorization'), 'Bearer theirs');
    const other = formOf({ provider: providers.anthropic }, { headers: theirs }).headers;
    assert.deepEqual([other.has('authorization'), other.has('x-api-key')], [false, false]);
  });

  test('asks for a plain answer, and has what the provider needs', () => {
    const { headers } = formOf({ provider: providers.anthropic }, { headers: { 'accept-encoding': 'br' } });

    assert.equal(headers.get('accept-encoding'), 'identity');
    assert.equal(headers.get('anthropic-version'), '2023-06-01');
  });

  test('has the path of the upstream', () => {
    const at = (stripPrefix: string | undefined, pathPrefix?: string) => formOf({ stripPrefix, pathPrefix }).path;

    assert.equal(at('/v1', '/openai/v2'), '/openai/v2/chat/completions');
    assert.equal(at('/v1/chat/comp'), '/v1/chat/completions');
    assert.equal(at(undefined, '/x'), '/x/v1/chat/completions');
  });

  test('names the model in the path where the dialect has it there', () => {
    const path = '/v1beta/models/m:generateContent';
    const { path: renamed } = formOf(
      { provider: providers.gemini, rename: () => 'n' },
      { path, body: '{"contents":[]}' },
    );

    assert.equal(renamed, '/v1beta/models/n:generateContent');
  });
});

describe('the model of a request', () => {
  const named = (json: object, header: string | undefined, onConflict: 'body' | 'refuse' = 'body') => {
    const path = '/v1/chat/completions';
    const request = dialectFor(path).read(bytes(JSON.stringify({ messages: [], ...json })), path, undefined);
    const headers = HeaderList.of(header === undefined ? {} : { 'x-model': header });
    return withNamedModel(request, headers, { name: 'x-model', onConflict });
  };

  test('is that of the body, whatever a header says', () => {
    assert.equal(named({ model: 'm' }, 'cheap').model, 'm');
  });

  test('is that of the header where the body names none, and is written into the body', () => {
    const request = named({}, ' m ');

    assert.equal(request.model, 'm');
    assert.equal(JSON.parse(textOf(request.content)).model, 'm');
  });

  test('is refused where the two differ, if the route says so', () => {
    assert.throws(() => named({ model: 'm' }, 'n', 'refuse'), { code: 'bad_request' });
    assert.equal(named({ model: 'm' }, 'm', 'refuse').model, 'm');
  });
});
