import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AiRequest } from '../../../../shared/ai/ai-request.ts';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import type { JsonObject } from '../../../../shared/ai/json.ts';
import type { Estimator } from '../../../../shared/ai/tokens/estimator.ts';
import { estimatorFor } from '../../../../shared/ai/tokens/estimator-for.ts';
import { libraryRanks } from '../../../../shared/ai/tokens/ranks/library-ranks.ts';
import { timers } from '../../../../shared/fetch/platform.ts';

const platform = { timers, loadRanks: libraryRanks };
const methods = ['chars', 'words', 'tiktoken'] as const;
const estimators = methods.map((method) => estimatorFor({ method, defaultOutput: 1_000 }, platform));
const [chars, words, exact] = estimators as [Estimator, Estimator, Estimator];

const chat = '/v1/chat/completions';
const messages = '/v1/messages';

function read(path: string, json: JsonObject): AiRequest {
  return dialectFor(path).read(new TextEncoder().encode(JSON.stringify(json)), path, undefined);
}

async function input(estimator: Estimator, path: string, json: JsonObject): Promise<number> {
  return (await estimator.estimate(read(path, json))).input;
}

const user = (content: JsonObject['content'] & {}) => [{ role: 'user', content }];
const dataUrl = (bytes: number) => `data:image/png;base64,${Buffer.alloc(bytes, 0xa5).toString('base64')}`;
const base64 = Buffer.alloc(300_000, 0x3c).toString('base64');

describe('estimates of texts', () => {
  test('take four characters, three quarters of a word, or the tokens there are', async () => {
    assert.equal(await chars.count('x'.repeat(400), undefined), 100);
    assert.equal(await chars.count('👍👍👍👍', undefined), 1);
    assert.equal(await words.count('one two three four five six seven eight nine ten', undefined), 13);
    assert.equal(await exact.count('Hello, world!', 'gpt-4o'), 4);
  });

  test('are nothing for nothing', async () => {
    for (const estimator of estimators) assert.equal(await estimator.count('', 'gpt-4o'), 0);
  });

  test('see through words without end and scripts without spaces', async () => {
    assert.ok((await words.count('x'.repeat(12_000), undefined)) >= 1_000);
    assert.ok((await words.count('天地玄黃宇宙洪荒', undefined)) >= 8);
  });

  test('take what spells a special token as the characters it is', async () => {
    assert.ok((await exact.count('<|endoftext|>', 'gpt-4o')) > 1);
  });

  test('come to the same number piece by piece', async () => {
    const text =
      'A text of some words, 天地玄黃 and  spaces\n\n that comes in pieces: 👍 supercalifragilistic. '.repeat(20);
    for (const estimator of estimators) {
      const counter = await estimator.counter('gpt-4o');
      for (let at = 0; at < text.length; at += 3) counter.add(text.slice(at, at + 3));

      assert.equal(counter.total(), await estimator.count(text, 'gpt-4o'), estimator.method);
    }
  });

  test('let others go on in the middle of a long count', async () => {
    let pauses = 0;
    const counted = estimatorFor(
      { method: 'tiktoken', defaultOutput: 1 },
      {
        loadRanks: libraryRanks,
        timers: {
          after(delayMs, callback) {
            pauses += 1;
            return timers.after(delayMs, callback);
          },
        },
      },
    );

    assert.equal(await counted.count('word '.repeat(240_000), 'gpt-4o'), 240_001);
    assert.ok(pauses >= 8, `${pauses}`);
  });
});

describe('estimates of requests', () => {
  test('count messages as the providers say they do', async () => {
    const said = { model: 'gpt-4o', messages: [...user('Hello, world!'), { role: 'assistant', content: 'Hi' }] };

    assert.equal(await input(exact, chat, said), 4 + 1 + 2 * 4 + 3);
  });

  test('do not depend on how the JSON is written', async () => {
    const plain = read(chat, { model: 'gpt-4o', messages: user('Hello, world!') });
    const spaced = new TextEncoder().encode(JSON.stringify(plain.json, undefined, 40));
    for (const estimator of estimators) {
      const other = dialectFor(chat).read(spaced, chat, undefined);

      assert.deepEqual(await estimator.estimate(other), await estimator.estimate(plain));
    }
  });

  const long = 'a sentence of quite a few words. '.repeat(30);
  const requests: Readonly<Record<string, readonly [string, JsonObject, JsonObject]>> = {
    'system prompts': [messages, { max_tokens: 9, messages: user('x') }, { system: long }],
    'names of tools and of their arguments': [
      messages,
      { max_tokens: 9, messages: user('x') },
      { tools: [{ name: 't', input_schema: { type: 'object', properties: { [long]: { type: 'number' } } } }] },
    ],
    'formats of answers': [
      chat,
      { messages: user('x') },
      { response_format: { type: 'json_schema', json_schema: { name: 'f', schema: { description: long } } } },
    ],
    'arguments of calls that are numbers and names': [
      messages,
      { max_tokens: 9, messages: user('x') },
      {
        messages: [
          ...user('x'),
          {
            role: 'assistant',
            content: [{ type: 'tool_use', id: 'i', name: 't', input: { list: Array(300).fill(12345) } }],
          },
        ],
      },
    ],
    'results of tools': [
      messages,
      { max_tokens: 9, messages: user('x') },
      { messages: user([{ type: 'tool_result', tool_use_id: 'i', content: [{ type: 'text', text: long }] }]) },
    ],
    'items of responses': [
      '/v1/responses',
      { input: 'x' },
      { input: [{ type: 'function_call_output', call_id: 'i', output: long }], instructions: 'x' },
    ],
    'contents of Gemini': [
      '/v1beta/models/gemini-2.5-pro:generateContent',
      { contents: [{ parts: [{ text: 'x' }] }] },
      { contents: [{ parts: [{ functionResponse: { name: 't', response: { [long]: 1 } } }] }] },
    ],
    'ids of tokens': ['/v1/embeddings', { input: 'x' }, { input: [Array(100).fill(7), Array(100).fill(8)] }],
    'documents of text': [
      messages,
      { max_tokens: 9, messages: user('x') },
      { messages: user([{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: long } }]) },
    ],
  };

  for (const [name, [path, base, more]] of Object.entries(requests)) {
    for (const estimator of estimators) {
      test(`count ${name}, by ${estimator.method}`, async () => {
        const [before, after] = [
          await input(estimator, path, base),
          await input(estimator, path, { ...base, ...more }),
        ];

        assert.ok(after - before > 150, `${before} to ${after}`);
        assert.ok(after - before < 3_000, `${before} to ${after}`);
      });
    }
  }

  const files: Readonly<Record<string, readonly [string, JsonObject]>> = {
    'images of chats': [chat, { messages: user([{ type: 'image_url', image_url: { url: dataUrl(300_000) } }]) }],
    'images of responses': [
      '/v1/responses',
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: dataUrl(300_000) }] }] },
    ],
    'images of Anthropic': [
      messages,
      {
        max_tokens: 9,
        messages: user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } }]),
      },
    ],
    'images within results of tools': [
      messages,
      {
        max_tokens: 9,
        messages: user([
          {
            type: 'tool_result',
            tool_use_id: 'i',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } }],
          },
        ]),
      },
    ],
    'documents of Anthropic': [
      messages,
      {
        max_tokens: 9,
        messages: user([{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: base64 } }]),
      },
    ],
    'files of OpenAI': [
      chat,
      {
        messages: user([{ type: 'file', file: { filename: 'f', file_data: `data:application/pdf;base64,${base64}` } }]),
      },
    ],
    'sound of OpenAI': [
      chat,
      { messages: user([{ type: 'input_audio', input_audio: { data: base64, format: 'mp3' } }]) },
    ],
    'images of Gemini': [
      '/v1beta/models/gemini-2.5-pro:generateContent',
      { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: base64 } }] }] },
    ],
    'images of Ollama': ['/api/chat', { messages: [{ role: 'user', content: 'x', images: [base64] }] }],
  };

  for (const [name, [path, json]] of Object.entries(files)) {
    test(`never take the base64 of files for text: ${name}`, async () => {
      for (const estimator of estimators) {
        const tokens = await input(estimator, path, { model: 'gpt-4o', ...json });

        assert.ok(tokens >= 180 && tokens < 13_000, `${estimator.method}: ${tokens}`);
      }
    });
  }

  const words2400 = 'some words '.repeat(1_200);
  const texts: Readonly<Record<string, readonly [string, JsonObject]>> = {
    'a message that begins as a data URL': [chat, { messages: user(`data:image/png;base64, ${words2400}`) }],
    'a message that is a data URL': [chat, { messages: user(`data:image/png;base64,${'QUJD'.repeat(3_000)}`) }],
    'a part that begins as a data URL': [
      messages,
      { max_tokens: 9, messages: user([{ type: 'text', text: `data:application/pdf;base64,${words2400}` }]) },
    ],
    'an input that is a data URL': ['/v1/embeddings', { input: `data:image/png;base64,${'QUJD'.repeat(3_000)}` }],
    'images that are words': ['/api/chat', { messages: [{ role: 'user', content: 'x', images: [words2400] }] }],
    'a picture that is words': ['/generate', { image: `data:image/png;base64,${words2400}` }],
    'a text file of OpenAI': [
      chat,
      {
        messages: user([
          { type: 'file', file: { filename: 'f.txt', file_data: `data:text/plain;base64,${btoa(words2400)}` } },
        ]),
      },
    ],
    'a text file of Gemini': [
      '/v1beta/models/gemini-2.5-pro:generateContent',
      { contents: [{ parts: [{ inlineData: { mimeType: 'text/plain', data: btoa(words2400) } }] }] },
    ],
    'a text file of Anthropic': [
      messages,
      {
        max_tokens: 9,
        messages: user([
          { type: 'document', source: { type: 'base64', media_type: 'text/markdown', data: btoa(words2400) } },
        ]),
      },
    ],
    'a text file that is no UTF-8': [
      '/v1beta/models/gemini-2.5-pro:generateContent',
      {
        contents: [
          { parts: [{ inlineData: { mimeType: 'text/plain', data: Buffer.alloc(12_000, 0xe9).toString('base64') } }] },
        ],
      },
    ],
  };

  for (const [name, [path, json]] of Object.entries(texts)) {
    test(`never take text for a file: ${name}`, async () => {
      for (const estimator of estimators) {
        const tokens = await input(estimator, path, { model: 'gpt-4o', ...json });

        assert.ok(tokens > 1_200 && tokens < 7_000, `${estimator.method}: ${tokens}`);
      }
    });
  }

  test('tell a small image from a large one by the head of its file', async () => {
    const image = (width: number) => {
      const head = Buffer.from(
        `89504e470d0a1a0a0000000d49484452${'0000'}${width.toString(16).padStart(4, '0')}00000200`,
        'hex',
      );
      return {
        messages: user([{ type: 'image_url', image_url: { url: `data:image/png;base64,${head.toString('base64')}` } }]),
      };
    };

    assert.equal((await input(chars, chat, image(512))) + 170, await input(chars, chat, image(1024)));
  });

  test('look at an image only closely where the client asks for it', async () => {
    const image = (detail: string) => ({
      messages: user([{ type: 'image_url', image_url: { url: 'https://a/b.png', detail } }]),
    });

    assert.equal((await input(chars, chat, image('high'))) - (await input(chars, chat, image('low'))), 765 - 85);
  });

  test('are never nothing', async () => {
    for (const estimator of estimators) assert.ok((await input(estimator, '/anything', {})) >= 1);
  });
});

describe('estimates of output', () => {
  const output = async (path: string, json: JsonObject) => (await chars.estimate(read(path, json))).output;
  const asked: Readonly<Record<string, readonly [string, JsonObject, number]>> = {
    max_tokens: [chat, { messages: [], max_tokens: 7 }, 7],
    max_completion_tokens: [chat, { messages: [], max_completion_tokens: 8 }, 8],
    'several choices': [chat, { messages: [], max_tokens: 7, n: 3 }, 21],
    max_output_tokens: ['/v1/responses', { input: 'x', max_output_tokens: 9 }, 9],
    maxOutputTokens: [
      '/v1beta/models/m:generateContent',
      { contents: [], generationConfig: { maxOutputTokens: 5 } },
      5,
    ],
    'no limit': [chat, { messages: [], n: 2 }, 2_000],
    embeddings: ['/v1/embeddings', { input: 'x' }, 0],
    'a batch of requests': [
      '/v1/messages/batches',
      { requests: [{ params: { max_tokens: 7 } }, { params: { max_tokens: 9, messages: [] } }] },
      18,
    ],
    'a batch without limits': ['/v1/messages/batches', { requests: [{ params: {} }, { params: {} }] }, 2_000],
    'counts of tokens': ['/v1/messages/count_tokens', { messages: user('x') }, 0],
  };

  for (const [name, [path, json, expected]] of Object.entries(asked)) {
    test(`go by what is asked for: ${name}`, async () => {
      assert.equal(await output(path, { model: 'm', ...json }), expected);
    });
  }
});

describe('the estimator of a route', () => {
  test('is refused where it needs vocabularies that are not there, with what to do', () => {
    assert.throws(
      () => estimatorFor({ method: 'tiktoken', defaultOutput: 1 }, { timers }),
      (fault: { detail?: string }) => /SENTINEL_RANKS=1/.test(fault.detail ?? ''),
    );
  });

  test('counts at once when its vocabulary is there', async () => {
    await exact.count('x', 'gpt-4o');

    assert.equal(typeof exact.count('Hello', 'gpt-4o'), 'number');
    assert.equal(
      typeof (exact.estimate(read(chat, { model: 'gpt-4o', messages: user('x') })) as { input: number }).input,
      'number',
    );
  });

  test('reads a vocabulary once, however many routes ask for it', async () => {
    let reads = 0;
    const loadRanks: typeof libraryRanks = (name) => {
      reads += 1;
      return libraryRanks(name);
    };
    const make = () => estimatorFor({ method: 'tiktoken', defaultOutput: 1 }, { timers, loadRanks });

    await Promise.all([make().count('x', 'gpt-4'), make().count('x', 'gpt-4'), make().counter('gpt-4')]);

    assert.equal(reads, 1);
  });

  test('tries again when a vocabulary could not be read', async () => {
    let reads = 0;
    const loadRanks: typeof libraryRanks = (name) => {
      reads += 1;
      return reads === 1 ? Promise.reject(new Error('gone')) : libraryRanks(name);
    };
    const estimator = estimatorFor({ method: 'tiktoken', defaultOutput: 1 }, { timers, loadRanks });

    await assert.rejects(async () => estimator.count('x', 'gpt-4'), /gone/);
    assert.equal(await estimator.count('x', 'gpt-4'), 1);
  });
});

describe('estimates of bodies that are no chat', () => {
  const estimate = async (estimator: Estimator, body: string | Uint8Array, type: string) => {
    const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    return (await estimator.estimate(dialectFor('/generate').read(content, '/generate', undefined, type))).input;
  };
  const words400 = 'word '.repeat(400);
  const upload = (type: string, size: number) =>
    `--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: ${type}\r\n\r\n${'x'.repeat(size)}\r\n--b--`;

  test('count text, also in a list, in a form and behind a byte order mark', async () => {
    for (const [body, type] of [
      [words400, 'text/plain'],
      [JSON.stringify(words400), 'application/json'],
      [JSON.stringify([words400]), 'application/json'],
      [`\ufeff${JSON.stringify({ prompt: words400 })}`, 'application/json'],
      [new URLSearchParams({ p: words400 }).toString(), 'application/x-www-form-urlencoded'],
    ] as const) {
      assert.ok(Math.abs((await estimate(chars, body, type)) - 500) <= 1, `chars of ${body.slice(0, 9)}`);
      assert.ok(Math.abs((await estimate(words, body, type)) - 520) <= 2, `words of ${body.slice(0, 9)}`);
      assert.ok(Math.abs((await estimate(exact, body, type)) - 401) <= 3, `tokens of ${body.slice(0, 9)}`);
    }
  });

  test('take four bytes of what nobody can read for a token', async () => {
    for (const estimator of estimators) {
      assert.equal(await estimate(estimator, new Uint8Array(4_000).fill(0xff), 'application/json'), 1_000);
      assert.equal(await estimate(estimator, `--b\r\n\r\n${'x'.repeat(3_993)}`, 'multipart/form-data'), 1_000);
    }
  });

  test('take files of forms for files', async () => {
    assert.ok((await estimate(chars, upload('application/pdf', 50_000), 'multipart/form-data')) < 2_100);
    assert.ok((await estimate(chars, upload('audio/mpeg', 160_000), 'multipart/form-data')) < 110);
  });
});
