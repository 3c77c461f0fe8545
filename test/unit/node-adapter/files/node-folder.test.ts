import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rename, rm, symlink, truncate, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { nodeFiles } from '../../../../node-adapter/files/node-files.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { BodySink } from '../../../../shared/http/body.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';
import type { Found, ServedFolder, StoredFile } from '../../../../shared/platform/file-source.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { openFiles } from '../../../support/open-files.ts';
import { until } from '../../../support/until.ts';
import { bigBytes, changedAt, secret, type WebFolder, webFolder } from '../../../support/web-folder.ts';

const policy = { showsHidden: false, followsLinks: true };
let web: WebFolder;
let time: FakeTime;
let folder: ServedFolder;

before(async () => {
  web = await webFolder();
  time = new FakeTime();
  folder = nodeFiles(time).folder(web.root, policy);
});
after(() => web.remove());

async function file(...names: string[]): Promise<StoredFile> {
  const found = await folder.find(names);
  assert.ok(found !== undefined && found !== 'folder', names.join('/'));
  return found;
}

class SlowSink implements BodySink {
  readonly chunks: Uint8Array[] = [];
  ending: string | undefined;
  onWrite: (() => void) | undefined;

  write(chunk: Uint8Array): boolean {
    this.chunks.push(chunk);
    this.onWrite?.();
    return false;
  }

  end(): void {
    this.ending = 'end';
  }

  fail(fault: Fault): void {
    this.ending = `fail:${fault.code}`;
  }
}

describe('a small file', () => {
  test('is at hand the second time, and kept as it is while it does not change', async () => {
    const first = await file('notes.txt');
    const second = folder.find(['notes.txt']);
    time.advance(1500);
    const third = await folder.find(['notes.txt']);

    assert.ok(!(second instanceof Promise));
    assert.equal(second, first);
    assert.equal(third, first);
  });

  test('that is replaced by another of the same age and length is seen', async () => {
    await web.write('twin.txt', 'one');
    const one = await file('twin.txt');
    await web.write('other.txt', 'two');
    await rename(join(web.root, 'other.txt'), join(web.root, 'twin.txt'));
    time.advance(1500);

    assert.notEqual(await file('twin.txt'), one);
  });

  test('that is gone is gone within a second', async () => {
    await web.write('brief.txt', 'brief');
    await file('brief.txt');
    await rm(join(web.root, 'brief.txt'));
    time.advance(1500);

    assert.equal(await folder.find(['brief.txt']), undefined);
  });

  test('that becomes a link to the outside is no longer there', async () => {
    await web.write('turncoat.txt', 'harmless');
    await file('turncoat.txt');
    await rm(join(web.root, 'turncoat.txt'));
    await symlink('../secret.txt', join(web.root, 'turncoat.txt'));
    time.advance(1500);

    assert.equal(await folder.find(['turncoat.txt']), undefined);
  });

  test('leaves nothing open', async () => {
    await file('style.css');
    await until(() => openFiles(web).length === 0);
  });
});

describe('a large file', () => {
  test('is read no faster than it is taken, and closed at its end', async () => {
    const found = await file('big.bin');
    const body = found.read(undefined);
    const sink = new SlowSink();
    body.start(sink);
    await until(() => sink.chunks.length === 1);
    assert.deepEqual(openFiles(web), [join(web.root, 'big.bin')]);
    for (let taken = 1; sink.ending === undefined; taken += 1) {
      assert.equal(sink.chunks.length, taken);
      body.resume();
      await until(() => sink.chunks.length > taken || sink.ending !== undefined);
    }

    assert.equal(sink.ending, 'end');
    assert.ok(Buffer.concat(sink.chunks).equals(bigBytes));
    await until(() => openFiles(web).length === 0);
  });

  test('is closed when the client leaves, also in the middle of a read', async () => {
    for (const isEarly of [true, false]) {
      const body = (await file('big.bin')).read(undefined);
      const sink = new SlowSink();
      body.start(sink);
      if (!isEarly) await until(() => sink.chunks.length === 1);
      body.resume();
      body.cancel(new Fault('client_left'));
      await until(() => openFiles(web).length === 0);

      assert.equal(sink.ending, undefined);
      assert.equal(sink.chunks.length, isEarly ? 0 : 1);
    }
  });

  test('that is not read is closed', async () => {
    (await file('big.bin')).close();
    await until(() => openFiles(web).length === 0);
  });

  test('that becomes shorter breaks off', async () => {
    await web.write('shrinking.bin', bigBytes);
    const body = (await file('shrinking.bin')).read(undefined);
    await truncate(join(web.root, 'shrinking.bin'), 300_000);

    await assert.rejects(collectBody(body, 1_000_000), { code: 'internal' });
    await until(() => openFiles(web).length === 0);
  });

  test('that is replaced while it is sent is sent as it was', async () => {
    await web.write('swapped.bin', bigBytes);
    const body = (await file('swapped.bin')).read(undefined);
    await web.write('next.bin', new Uint8Array(bigBytes.length));
    await rename(join(web.root, 'next.bin'), join(web.root, 'swapped.bin'));

    assert.ok(Buffer.from(await collectBody(body, 1_000_000)).equals(bigBytes));
  });
});

describe('what is no file', () => {
  test('is a folder, or nothing', async () => {
    execFileSync('mkfifo', [join(web.root, 'pipe')]);
    const found: (Found | undefined)[] = [];
    for (const names of [['docs'], [], ['pipe'], ['nothing'], ['notes.txt', 'x'], ['x'.repeat(255)], ['link-loop']]) {
      found.push(await folder.find(names));
    }

    assert.deepEqual(found, ['folder', 'folder', undefined, undefined, undefined, undefined, undefined]);
  });

  test('cannot be served as a folder', () => {
    for (const root of [join(web.root, 'notes.txt'), join(web.root, 'nothing')]) {
      assert.throws(() => nodeFiles(time).folder(root, policy), Fault);
    }
  });
});

test('two policies for one folder share nothing', async () => {
  const source = nodeFiles(time);
  const open = source.folder(web.root, { showsHidden: true, followsLinks: true });
  const shown = await open.find(['.env']);

  assert.equal(new TextDecoder().decode((shown as StoredFile).content), secret);
  assert.equal(await source.folder(web.root, policy).find(['.env']), undefined);
});

test('a folder that turns into a link and back, all the time, never lets the outside through', async () => {
  await web.write('real/secret.txt', 'harmless');
  const at = (name: string) => join(web.root, name);
  await symlink('../outside', at('link'));
  let isOver = false;
  const turning = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const name = turn % 2 === 0 ? 'real' : 'link';
      await rename(at(name), at('turning'));
      // Sometimes long enough for all of a look, sometimes not.
      for (let wait = turn % 40; wait > 0; wait -= 1) await new Promise((done) => setImmediate(done));
      await rename(at('turning'), at(name));
    }
  })();
  let harmless = 0;
  try {
    for (let round = 0; round < 3000; round += 1) {
      time.advance(1500);
      const found = await folder.find(['turning', 'secret.txt']);
      if (found === undefined || found === 'folder') continue;
      assert.equal(new TextDecoder().decode(found.content), 'harmless');
      harmless += 1;
    }
  } finally {
    isOver = true;
    await turning;
  }

  assert.ok(harmless > 0);
});

test('a folder that is a link is served as what it leads to now', async () => {
  const current = join(web.root, '..', 'current');
  await web.write('../v1/a.txt', 'one');
  await web.write('../v2/a.txt', 'two');
  await symlink('v1', current);
  const served = nodeFiles(time).folder(current, { showsHidden: false, followsLinks: false });
  const text = async () => new TextDecoder().decode(((await served.find(['a.txt'])) as StoredFile).content);
  const one = await text();
  await rm(current);
  await symlink('v2', current);
  time.advance(1500);

  assert.deepEqual([one, await text()], ['one', 'two']);
});

test('a file changed in place within its second is read again', async () => {
  const now = time.now();
  await web.write('racy.txt', 'aaa', now);
  const read = async () => new TextDecoder().decode((await file('racy.txt')).content);
  const before = await read();
  await web.write('racy.txt', 'bbb', now);
  await utimes(join(web.root, 'racy.txt'), now / 1000, now / 1000);
  time.advance(1500);

  assert.deepEqual([before, await read()], ['aaa', 'bbb']);
  assert.ok(changedAt < now);
});
