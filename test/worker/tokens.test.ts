import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Miniflare } from 'miniflare';
import { type EncodingName, Encodings, encodingRows } from '../../shared/ai/tokens/encodings/encodings.ts';
import { libraryRanks } from '../../shared/ai/tokens/ranks/library-ranks.ts';
import { bundleWorker, compatibility, Workerd } from '../support/workerd.ts';

/** What Cloudflare takes of a Worker without a paid plan, compressed. */
const mostCompressedBytes = 3 * 1024 * 1024;

const root = fileURLToPath(new URL('../../', import.meta.url));

function chatBy(method: string): string {
  return `
schema-version "1.0"
listeners { listener "main" { address "0.0.0.0:443" } }
routes {
  route "chat" {
    matches { path-prefix "/v1" }
    upstream "model"
    inference {
      provider "openai"
      token-estimation "${method}"
    }
  }
}
upstreams { upstream "model" { target "127.0.0.1:9" } }
`;
}

describe('tokens on workerd', { timeout: 240_000 }, () => {
  test('are counted as elsewhere, whatever the text', async () => {
    const entry = join(root, 'test/fixtures/workers/token-counter.ts');
    const worker = await Workerd.start({ config: chatBy('tiktoken'), entry });
    const encodings = new Encodings(libraryRanks);
    const texts = [
      "It's 12345 words,\n\n  天地玄黃 👩‍👩‍👧 naïve JSONParser2",
      'a'.repeat(100_000),
      ' '.repeat(100_000),
    ];
    try {
      for (const name of Object.keys(encodingRows) as EncodingName[]) {
        const encoding = await encodings.get(name);
        for (const body of texts) {
          const response = await fetch(`http://127.0.0.1:${worker.port}/${name}`, { method: 'POST', body });

          assert.equal(await response.text(), String(encoding.count(body)), `${name}: ${body.slice(0, 20)}`);
        }
      }
    } finally {
      await worker.stop();
    }
  });

  test('need vocabularies only where the configuration counts them exactly', async (context) => {
    const without = await bundleWorker({ config: chatBy('words') });
    const having = await bundleWorker({ config: chatBy('tiktoken') });

    const compressed = gzipSync(having).byteLength;
    context.diagnostic(`${without.length} bytes without, ${having.length} with (${compressed} compressed)`);
    assert.doesNotMatch(without, /bpe_ranks:/);
    assert.match(having, /bpe_ranks:/);
    assert.ok(compressed < mostCompressedBytes, `${compressed} bytes compressed`);
  });

  test('cannot be counted by a configuration of KV that the Worker was not built for: it says what to do', async () => {
    const lines: string[] = [];
    const worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker({ config: chatBy('chars') }) }],
      compatibilityDate: compatibility.date,
      compatibilityFlags: compatibility.flags,
      kvNamespaces: ['SENTINEL_KV'],
      cf: false,
      handleRuntimeStdio(_output: Readable, error: Readable) {
        error.setEncoding('utf8').on('data', (text: string) => lines.push(text));
      },
    });
    try {
      await (await worker.getKVNamespace('SENTINEL_KV')).put('config', chatBy('tiktoken'));

      const response = await worker.dispatchFetch('http://site.test/v1/chat/completions');

      assert.equal(response.status, 503);
      await response.arrayBuffer();
      assert.match(lines.join(''), /SENTINEL_RANKS=1/);
    } finally {
      await worker.dispose();
    }
  });
});

describe('building the Worker', { timeout: 240_000 }, () => {
  const asked: readonly (readonly [string, Record<string, string>, boolean])[] = [
    ['words', {}, false],
    ['tiktoken', {}, true],
    ['words', { SENTINEL_RANKS: '1' }, true],
  ];

  for (const [method, env, isTaken] of asked) {
    const set = Object.keys(env).map((name) => `, with ${name}`);
    test(`takes vocabularies ${isTaken ? 'in' : 'not in'} for "${method}"${set}`, async () => {
      assert.equal(await takesRanks(chatBy(method), env), isTaken);
    });
  }

  test('takes vocabularies in while a secret is not set, too', async () => {
    const config = chatBy('tiktoken').replace('target "', 'inference { api-key "${NOT_SET_HERE}" }\n target "');

    assert.equal(await takesRanks(config, {}), true);
  });
});

async function takesRanks(config: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-ranks-'));
  const path = join(folder, 'sentinel.kdl');
  writeFileSync(path, config);
  try {
    await promisify(execFile)(process.execPath, ['scripts/bundle-config.ts', path], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    return readFileSync(join(root, '.cache/worker-ranks.js'), 'utf8').includes('library-ranks');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
