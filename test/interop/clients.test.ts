import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { binary, type Subject } from '../parity/subjects.ts';
import { freePort } from '../support/ports.ts';
import { type Deed, expectedResults } from './client-results.ts';
import { curlDeeds } from './curl-deeds.ts';
import { run } from './run-program.ts';
import { allStarted, type Peer, startPeer } from './start-peer.ts';
import { startSentinel } from './start-sentinel.ts';

const [origin, sentinel] = await Promise.all([freePort(), freePort()]);
const program = (name: string): string => new URL(`peers/${name}`, import.meta.url).pathname;
const base = `http://127.0.0.1:${sentinel}/origin`;
const everything = Object.keys(expectedResults) as Deed[];
const without = (...deeds: Deed[]): Deed[] => everything.filter((deed) => !deeds.includes(deed));
const ofSockets: Deed[] = ['half-close', 'resets-of-the-client'];
let running: (Peer | Subject)[] = [];
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-interop-'));
  const command = { program: process.execPath, args: [program('node-origin.ts'), String(origin)] };
  const starts: Promise<Peer | Subject>[] = [
    startPeer(origin, {}, () => command),
    startSentinel(sentinel, new Map([['origin', origin]])),
  ];
  running = await allStarted(starts);
});

after(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await rm(folder, { recursive: true, force: true });
});

const printed = async (command: string, ...args: string[]): Promise<Record<string, string>> =>
  JSON.parse((await run(command, args)).toString()) as Record<string, string>;

/** Every client, with what it can do; `fetch` decodes, and its connections are its own. */
const ofFetch = without('gzip-bytes', 'continue', 'keep-alive', ...ofSockets);
const clients: readonly [name: string, deeds: readonly Deed[], run: () => Promise<Record<string, string>>][] = [
  ['curl', without('slow-sender', ...ofSockets), () => curlDeeds(base, folder)],
  ['node:http', without('gzip-text', ...ofSockets), () => printed(process.execPath, program('node-client.ts'), base)],
  [
    'Python’s http.client',
    without('gzip-text'),
    () => printed('/usr/bin/python3', program('python_client.py'), String(sentinel), '/origin'),
  ],
  ['Deno’s fetch', ofFetch, () => printed(binary('deno'), 'run', '-A', '--no-check', program('fetch-client.ts'), base)],
  ['Bun’s fetch', ofFetch, () => printed(binary('bun'), program('fetch-client.ts'), base)],
];

for (const [name, deeds, results] of clients) {
  describe(name, { concurrency: false }, () => {
    let found: Record<string, string>;
    before(async () => {
      found = await results();
    });

    for (const deed of deeds) {
      test(`is served: ${deed}`, () => assert.equal(found[deed], expectedResults[deed]));
    }
  });
}

describe('ab', () => {
  for (const [name, args] of [
    ['GET on kept connections of HTTP/1.0', ['-k']],
    ['GET on connections of their own', []],
    ['POST on kept connections', ['-k', '-T', 'text/plain', '-p', 'posted']],
  ] as const) {
    test(`is served: ${name}`, async () => {
      await writeFile(join(folder, 'posted'), 'hello');
      const files = args.map((arg) => (arg === 'posted' ? join(folder, arg) : arg));
      const resource = files.includes('-p') ? 'upload' : 'plain';
      const report = (await run('ab', ['-q', '-n', '200', '-c', '4', ...files, `${base}/${resource}`])).toString();

      assert.match(report, /Complete requests: +200\n/);
      assert.match(report, /Failed requests: +0\n/);
      assert.doesNotMatch(report, /Non-2xx/);
      if (files.includes('-k')) assert.match(report, /Keep-Alive requests: +200\n/);
    });
  }
});
