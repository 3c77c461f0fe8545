import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { RunningSentinel } from '../../node-adapter/running-sentinel.ts';
import { RunningProcess } from '../unit/node-adapter/running-process.ts';
import { until } from '../unit/node-adapter/until.ts';
import { configText } from './config-text.ts';
import { Stage } from './stage.ts';
import { get } from './wire.ts';

const isRoot = process.getuid?.() === 0;
/** Nobody, where this user may become somebody else. */
const other = isRoot ? 65_534 : process.getuid?.();

let folder: string;
let plain: RunningProcess;
let told: RunningProcess;

before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-process-')));
  chmodSync(folder, 0o777);
  plain = start('plain.kdl', '');
  told = start(
    'told.kdl',
    `working-directory "${folder}"; pid-file "here.pid"; user "${other}"; group "${other}"; auto-reload #true`,
  );
  await Promise.all([plain.says(/listening/), told.says(/listening/)]);
});

after(async () => {
  await Promise.all([plain.stop(), told.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

function start(name: string, system: string): RunningProcess {
  const file = join(folder, name);
  writeFileSync(file, configText({ address: '127.0.0.1:0', system, answers: 'builtin-handler "health"' }));
  return new RunningProcess(['run', '-c', file]);
}

const ids = (of: RunningProcess, kind: 'Uid' | 'Gid'): string | undefined =>
  new RegExp(`^${kind}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${of.pid}/status`, 'utf8'))?.[1];

describe('the process', { timeout: 240_000, skip: process.platform !== 'linux' }, () => {
  test('system.pid-file holds the id of the process', async () => {
    await until(() => existsSync(join(folder, 'here.pid')));

    assert.equal(Number(readFileSync(join(folder, 'here.pid'), 'utf8')), told.pid);
  });

  test('system.working-directory is where the process is', () => {
    const where = (of: RunningProcess): string => realpathSync(`/proc/${of.pid}/cwd`);

    assert.deepEqual([where(plain), where(told)], [process.cwd(), folder]);
  });

  test('system.user is who the process becomes', { skip: !isRoot }, async () => {
    await until(() => ids(told, 'Uid') === String(other));

    assert.equal(ids(plain, 'Uid'), '0');
  });

  test('system.group is whose the process becomes', { skip: !isRoot }, async () => {
    await until(() => ids(told, 'Gid') === String(other));

    assert.equal(ids(plain, 'Gid'), '0');
  });

  test('system.auto-reload loads a changed file', async () => {
    for (const name of ['plain.kdl', 'told.kdl']) {
      const file = join(folder, name);
      writeFileSync(file, readFileSync(file, 'utf8').replace('"health"', '"status"'));
    }

    await told.says(/configuration reloaded/);

    assert.doesNotMatch(plain.output, /reloaded/);
  });

  test('system.daemon leaves the process in the background', async () => {
    const pidFile = join(folder, 'daemon.pid');
    const started = start('daemon.kdl', `daemon #true; pid-file "${pidFile}"`);

    assert.equal(await started.exit, 0);
    const [, url] = await started.says(/listening on (\S+)/);
    const pid = Number(readFileSync(pidFile, 'utf8'));

    assert.notEqual(pid, started.pid);
    assert.equal((await fetch(url!)).status, 200);
    process.kill(pid, 'SIGTERM');
    await until(() => !existsSync(pidFile));
  });

  test('system.graceful-shutdown-timeout-secs is how long requests may take to finish', async (t) => {
    const asked: Socket[] = [];
    const origin = createServer((socket) => asked.push(socket.on('error', () => {})));
    await new Promise<void>((up) => origin.listen(0, '127.0.0.1', up));
    const { port } = origin.address() as { port: number };
    t.after(() => {
      for (const socket of asked) socket.destroy();
      origin.close();
    });
    const drained: string[] = [];
    for (const secs of ['20', '0.1']) {
      const stage = await Stage.of({
        address: '127.0.0.1:0',
        system: `graceful-shutdown-timeout-secs ${secs}`,
        targets: `target "127.0.0.1:${port}"`,
        logging: `file "${folder}/app.log"; error-log { enabled #false }`,
      });
      const running = await RunningSentinel.start(stage.config);
      const client = connect(Number(new URL(running.listeners[0]!.url).port), '127.0.0.1').on('error', () => {});
      t.after(() => client.destroy());
      client.write(get);
      await once(origin, 'connection');
      void running.drain().then(() => drained.push(secs));
    }

    await until(() => drained.length > 0);

    assert.deepEqual(drained, ['0.1']);
  });
});
