import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { AppLog } from '../../node-adapter/log/app-log.ts';
import { FileLog } from '../../node-adapter/log/file-log.ts';
import type { LogStream } from '../../shared/platform/log-sink.ts';
import { until } from '../unit/node-adapter/until.ts';
import { Stage } from './stage.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-logs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The logs as a process opens them; files of the configuration are in the folder of the test. */
async function opened(logging: string): Promise<FileLog> {
  const files = new FileLog();
  const stage = await Stage.of({ logging: logging.replaceAll('$', `${folder}/`) });
  files.configure(stage.config.observability.logging);
  return files;
}

const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');

describe('log files', () => {
  const streams: readonly [setting: string, text: string, stream: LogStream][] = [
    ['observability.logging.file', 'file "$one"', 'app'],
    ['observability.logging.access-log.file', 'access-log { file "$one" }', 'access'],
    ['observability.logging.error-log.file', 'error-log { file "$one" }', 'error'],
    ['observability.logging.audit-log.file', 'audit-log { file "$one" }', 'audit'],
  ];
  for (const [setting, text, stream] of streams) {
    test(`${setting} is where the lines go`, async () => {
      const [one, other] = [await opened(text), await opened(text.replace('one', 'other'))];

      one.write(stream, 'first');
      other.write(stream, 'second');
      one.flushNow();
      other.flushNow();
      await until(() => read('one') === 'first\n' && read('other') === 'second\n');

      assert.deepEqual(readdirSync(folder).sort(), ['one', 'other']);
    });
  }

  const buffered: readonly [setting: string, log: string, stream: LogStream][] = [
    ['observability.logging.access-log.buffer-size', 'access-log', 'access'],
    ['observability.logging.error-log.buffer-size', 'error-log', 'error'],
    ['observability.logging.audit-log.buffer-size', 'audit-log', 'audit'],
  ];
  for (const [setting, log, stream] of buffered) {
    test(`${setting} is how much is gathered before it is written`, async () => {
      const gathers = await opened(`${log} { file "$gathered"; buffer-size 10000 }`);
      const writes = await opened(`${log} { file "$written"; buffer-size 0 }`);

      gathers.write(stream, 'line');
      writes.write(stream, 'line');
      await until(() => read('written') === 'line\n');

      assert.equal(read('gathered'), '');
      gathers.flushNow();
      assert.equal(read('gathered'), 'line\n');
    });
  }

  test('streams of one file are gathered as each of them says', async () => {
    const files = await opened('file "$all"; access-log { file "$all"; buffer-size 10000 }');

    files.write('access', 'request');
    assert.equal(read('all'), '');
    files.write('app', 'reload');

    await until(() => read('all') === 'request\nreload\n');
  });

  const rotated = 'access-log { file "$a"; buffer-size 0; rotate';
  test('observability.logging.access-log.rotate.max-size is when a file is put aside', async () => {
    const files = [
      await opened(`${rotated} { max-size 1024 } }`),
      await opened(`${rotated.replace('$a', '$b')} { } }`),
    ];

    for (let i = 0; i < 3; i += 1) {
      for (const one of files) one.write('access', String(i).repeat(700));
      await until(() => read('a').endsWith(`${i}\n`) && read('b').endsWith(`${i}\n`));
    }

    assert.deepEqual(readdirSync(folder).sort(), ['a', 'a.1', 'a.2', 'b']);
  });
  test('observability.logging.access-log.rotate.keep is how many files put aside are kept', async () => {
    const files = await opened(`${rotated} { max-size 1024; keep 1 } }`);

    for (let i = 0; i < 4; i += 1) {
      files.write('access', String(i).repeat(700));
      await until(() => read('a').startsWith(String(i)));
    }

    assert.deepEqual(readdirSync(folder).sort(), ['a', 'a.1']);
  });
});

describe('lines about the program', () => {
  /** What is said of a start and of a failure. */
  const said = async (logging: string): Promise<readonly string[]> => {
    const { config, platform } = await Stage.of({ logging });
    const log = new AppLog(platform.log, () => platform.clock.now(), config.observability.logging);
    log.say('info', 'started', { file: 'a b' });
    log.say('error', 'failed');
    return platform.lines.map(({ line }) => line);
  };

  test('observability.logging.level is the least that is said', async () => {
    assert.equal((await said('level "info"')).length, 2);
    assert.equal((await said('level "error"')).length, 1);
  });
  test('observability.logging.format is the form of the lines', async () => {
    assert.match((await said('format "json"'))[0]!, /^\{.*"message":"started","file":"a b"\}$/);
    assert.match((await said('format "pretty"'))[0]!, /INFO started file="a b"$/);
  });
  test('observability.logging.timestamps puts the time into the lines', async () => {
    assert.match((await said('timestamps #true'))[0]!, /"timestamp":"2\d{3}-/);
    assert.doesNotMatch((await said('timestamps #false'))[0]!, /timestamp/);
  });
});
