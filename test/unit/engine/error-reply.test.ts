import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileErrorStyle, type ErrorPageOptions } from '../../../shared/engine/error-pages/compile-error-style.ts';
import { unknownPlaceholders } from '../../../shared/engine/error-pages/page-template.ts';
import { errorReply } from '../../../shared/engine/error-reply.ts';
import { type Code, codes } from '../../../shared/errors/codes.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { reasonOf } from '../../../shared/http/reason.ts';

interface Asked {
  readonly accept?: string;
  readonly method?: string;
  readonly id?: string;
  readonly service?: 'web' | 'api';
  readonly options?: ErrorPageOptions;
}

function reply(fault: Fault, { accept, method = 'GET', id = 'id-1', service = 'api', options }: Asked = {}) {
  const { head, body } = errorReply(fault, {
    id,
    head: {
      method,
      scheme: 'http',
      authority: 'a',
      path: '/',
      query: undefined,
      version: '1.1',
      headers: HeaderList.of(accept === undefined ? {} : { accept }),
    },
    style: compileErrorStyle(options, service),
    now: 1_700_000_000_999,
  });
  const content = body instanceof BytesBody ? body.content : undefined;
  return {
    status: head.status,
    headers: head.headers,
    type: head.headers.get('content-type'),
    content,
    text: new TextDecoder().decode(content),
  };
}

const refused = new Fault('upstream_refused', { detail: 'secret 10.0.0.7:8080', cause: new Error('inside') });

describe('errorReply', () => {
  test('tells code, message, status and correlation id in JSON', () => {
    const { status, type, text } = reply(refused);

    assert.equal(status, 502);
    assert.equal(type, 'application/json; charset=utf-8');
    assert.deepEqual(JSON.parse(text), {
      error: {
        code: 'upstream_refused',
        message: 'The upstream could not be reached.',
        status: 502,
        correlation_id: 'id-1',
      },
    });
  });

  for (const code of Object.keys(codes) as Code[]) {
    test(`answers ${code} with its status and its sentence in every form`, () => {
      const { status, title } = codes[code];
      for (const accept of ['application/json', 'text/html', 'text/plain', 'application/xml']) {
        const answer = reply(new Fault(code), { accept });

        assert.equal(answer.status, status);
        assert.equal(answer.type, `${accept}; charset=utf-8`);
        assert.ok(answer.text.includes(title), accept);
        assert.ok(answer.text.includes('id-1'), accept);
        assert.ok(accept === 'application/json' || answer.text.includes(reasonOf(status)), accept);
      }
    });
  }

  test('tells nothing of the inside', () => {
    for (const accept of ['application/json', 'text/html', 'text/plain', 'application/xml']) {
      assert.doesNotMatch(reply(refused, { accept }).text, /secret|10\.0|inside/);
    }
  });

  test('says how long it is, that nobody may keep it, and under which id it is logged', () => {
    const { headers, content } = reply(refused, { accept: 'text/html' });

    assert.equal(headers.get('content-length'), String(content?.byteLength));
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-correlation-id'), 'id-1');
  });

  test('answers HEAD with the same fields and no body', () => {
    const whole = reply(refused);
    const head = reply(refused, { method: 'HEAD' });

    assert.equal(head.content, undefined);
    assert.deepEqual(head.headers.flat, whole.headers.flat);
  });

  test('carries the fields the fault asks for', () => {
    const { headers } = reply(new Fault('method_not_allowed', { headers: { allow: 'GET, POST' } }));

    assert.equal(headers.get('allow'), 'GET, POST');
  });

  const choices: readonly (readonly [asked: Asked, type: string])[] = [
    [{ service: 'web' }, 'text/html'],
    [{ service: 'api' }, 'application/json'],
    [{ service: 'web', accept: '*/*' }, 'text/html'],
    [{ service: 'web', accept: 'application/json' }, 'application/json'],
    [{ service: 'api', accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }, 'text/html'],
    [{ service: 'api', accept: 'image/png' }, 'application/json'],
    [{ service: 'web', options: { defaultFormat: 'text', pages: [] } }, 'text/plain'],
    [{ service: 'web', accept: 'image/png', options: { defaultFormat: 'xml', pages: [] } }, 'application/xml'],
    [{ service: 'web', accept: 'text/html', options: { defaultFormat: 'json', pages: [] } }, 'text/html'],
    [{ service: 'web', accept: 'text/html', options: { pages: [{ status: 502, format: 'text' }] } }, 'text/plain'],
    [{ service: 'web', accept: 'text/html', options: { pages: [{ status: 503, format: 'text' }] } }, 'text/html'],
    [
      { service: 'api', accept: 'text/html', options: { pages: [{ status: 502, template: '{}' }] } },
      'application/json',
    ],
  ];
  for (const [asked, type] of choices) {
    test(`answers ${JSON.stringify(asked)} in ${type}`, () =>
      assert.equal(reply(refused, asked).type, `${type}; charset=utf-8`));
  }
});

describe('an error page of the configuration', () => {
  const page = (template: string, format: 'json' | 'html' | 'text' | 'xml', more: object = {}) => ({
    pages: [{ status: 502, format, template, ...more }],
  });

  test('has every placeholder filled in', () => {
    const template = '{{status}}|{{ title }}|{{message}}|{{request_id}}|{{timestamp}}|{{code}}|{{status}}';
    const { text } = reply(refused, { options: page(template, 'text') });

    assert.equal(text, '502|Bad Gateway|The upstream could not be reached.|id-1|1700000000|upstream_refused|502');
  });

  test('tells the message of the configuration', () => {
    const options = { pages: [{ status: 502, message: 'Back soon & sorry' }] };

    assert.equal(JSON.parse(reply(refused, { options }).text).error.message, 'Back soon & sorry');
    assert.match(reply(refused, { options, accept: 'text/html' }).text, /Back soon &amp; sorry/);
  });

  const hostile = `<script>"'&\n\u0000`;
  const escapes = [
    ['html', '&lt;script&gt;&quot;&#39;&amp;\n '],
    ['xml', '&lt;script&gt;&quot;&#39;&amp;\n '],
    ['json', '<script>\\"\'&\\n\\u0000'],
    ['text', '<script>"\'& '],
  ] as const;
  for (const [format, expected] of escapes) {
    test(`makes what it fills in safe for ${format}`, () => {
      assert.equal(reply(refused, { options: page('{{message}}', format, { message: hostile }) }).text, expected);
      assert.equal(reply(refused, { id: hostile, options: page('{{request_id}}', format) }).text, expected);
    });
  }

  test('does not fill in what a filled in text holds', () => {
    assert.equal(
      reply(refused, { options: page('{{message}}', 'text', { message: '{{status}}' }) }).text,
      '{{status}}',
    );
  });

  test('leaves alone what is no placeholder, and names it', () => {
    const template = '{{ other }} {{}} { {status} } {{constructor}}';

    assert.equal(reply(refused, { options: page(template, 'text') }).text, template);
    assert.deepEqual(unknownPlaceholders(template), ['other', 'constructor']);
  });

  test('adds its own fields, over those of the reply', () => {
    const { headers } = reply(refused, {
      options: page('x', 'text', {
        headers: [
          ['Retry-After', '120'],
          ['Cache-Control', 'no-cache'],
        ],
      }),
    });

    assert.equal(headers.get('retry-after'), '120');
    assert.deepEqual(headers.all('cache-control'), ['no-cache']);
  });

  test('is sent in UTF-8', () => {
    const { content, headers } = reply(refused, { options: page('grün', 'text') });

    assert.equal(content?.byteLength, 5);
    assert.equal(headers.get('content-length'), '5');
  });
});
