import assert from 'node:assert/strict';
import { fstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LineWriter } from '../../../../node-adapter/log/line-writer.ts';
import { LogFile, type Rotation } from '../../../../node-adapter/log/log-file.ts';
import { until } from '../until.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-log-'));
  path = join(folder, 'access.log');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('line writer', () => {
  test('writes a full batch without waiting for more', async () => {
    const writer = writerTo({ batchBytes: 10 });

    writer.line('0123456789');

    await until(() => read() === '0123456789\n');
    writer.close();
  });

  test('writes what does not fill a batch a moment later', async () => {
    const writer = writerTo({ batchBytes: 10_000 });

    writer.line('a');
    writer.line('b');
    assert.equal(read(), '');

    await until(() => read() === 'a\nb\n');
    writer.close();
  });

  test('keeps lines in order, whole, and in UTF-8', async () => {
    const writer = writerTo({ batchBytes: 64 });
    const lines = Array.from({ length: 500 }, (_, i) => `${i} ünïcode`);

    for (const line of lines) writer.line(line);
    writer.close();

    await until(() => read().split('\n').length === 501);
    assert.deepEqual(read().split('\n').slice(0, -1), lines);
  });

  test('has written everything when told that the process ends', () => {
    const writer = writerTo({ batchBytes: 10_000 });

    writer.line('last words');
    writer.flushNow();

    assert.equal(read(), 'last words\n');
  });

  test('drops lines rather than grow without bound, and says how many', async () => {
    const writer = writerTo({ batchBytes: 1 });
    const line = 'x'.repeat(1024 * 1024);

    for (let i = 0; i < 20; i += 1) writer.line(line);
    assert.ok(writer.dropped > 0 && writer.dropped < 20, `${writer.dropped} dropped`);
    const { dropped } = writer;
    writer.close();

    await until(() => read().includes(`"lines":${dropped}`));
  });

  test('never throws, also when the file cannot be written', () => {
    const writer = new LineWriter(new LogFile('/dev/full', undefined), 1);

    assert.doesNotThrow(() => writer.line('x'));
    assert.doesNotThrow(() => writer.flushNow());
  });

  test('counts lines that could not be written', async () => {
    const writer = new LineWriter(new LogFile('/dev/full', undefined), 1);

    writer.line('x');

    await until(() => writer.dropped === 1);
  });

  test('puts a full file aside and keeps as many as it should', async () => {
    const writer = writerTo({ batchBytes: 0, rotation: { maxSizeBytes: 100, keep: 2 } });

    for (let i = 0; i < 10; i += 1) {
      writer.line(`${i}${'.'.repeat(58)}`);
      await until(() => statSync(path).size > 0 && read().startsWith(String(i)));
    }
    writer.close();

    assert.deepEqual(readdirSync(folder).sort(), ['access.log', 'access.log.1', 'access.log.2']);
    assert.match(readFileSync(`${path}.1`, 'utf8'), /^8/);
    assert.match(readFileSync(`${path}.2`, 'utf8'), /^7/);
  });

  test('goes on in a new file when another program has put the old one aside', async () => {
    const writer = writerTo({ batchBytes: 0 });
    writer.line('before');
    await until(() => read() === 'before\n');

    renameSync(path, `${path}.old`);
    writer.reopen();
    writer.line('after');

    await until(() => read() === 'after\n');
    assert.equal(readFileSync(`${path}.old`, 'utf8'), 'before\n');
    writer.close();
  });

  test('keeps the old file open while lines are on their way to it', async () => {
    const file = new LogFile(path, undefined);
    const writer = new LineWriter(file, 0);
    const before = file.descriptor;

    writer.line('on its way');
    renameSync(path, `${path}.old`);
    writer.reopen();

    // Closed by now, its number could already be that of a client's connection, and the lines would go there.
    assert.doesNotThrow(() => fstatSync(before));
    assert.notEqual(file.descriptor, before);
    await until(() => readFileSync(`${path}.old`, 'utf8') === 'on its way\n');
    assert.equal(read(), '');
    writer.close();
  });
});

function writerTo({ batchBytes, rotation }: { batchBytes: number; rotation?: Rotation }): LineWriter {
  return new LineWriter(new LogFile(path, rotation), batchBytes);
}

function read(): string {
  return readFileSync(path, 'utf8');
}
