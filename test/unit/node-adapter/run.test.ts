import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { RunningProcess } from './running-process.ts';
import { until } from './until.ts';

let folder: string;
let file: string;
let running: RunningProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-run-'));
  file = join(folder, 'sentinel.kdl');
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('sentinel run', { timeout: 240_000 }, () => {
  test('says where each listener is, and answers there', async () => {
    writeFileSync(file, config({ more: `listener "second" { address "127.0.0.1:0" }` }));
    running = new RunningProcess(['run', '-c', file]);

    const [, first] = await running.says(/^sentinel: listening on (http:\/\/127\.0\.0\.1:\d+) \(listener "main"\)$/m);
    const [, second] = await running.says(
      /^sentinel: listening on (http:\/\/127\.0\.0\.1:\d+) \(listener "second"\)$/m,
    );

    for (const url of [first, second]) assert.equal((await fetch(`${url}/health`)).status, 200);
  });

  test('ends with 0 when told to, its pid file and socket file removed', async () => {
    const socket = join(folder, 'a.sock');
    const pidFile = join(folder, 'pid');
    writeFileSync(file, config({ address: `unix:${socket}`, system: `pid-file "${pidFile}"` }));
    running = new RunningProcess(['run', '-c', file]);
    await running.says(/listening on unix:/);
    await until(() => existsSync(pidFile));
    assert.equal(Number(readFileSync(pidFile, 'utf8')), running.pid);

    running.signal('SIGTERM');

    assert.equal(await running.exit, 0);
    assert.deepEqual([existsSync(socket), existsSync(pidFile)], [false, false]);
  });

  test('lets a request under way finish before it ends', async () => {
    const origin = await slowOrigin();
    writeFileSync(file, config({ origin: origin.port }));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    const answer = fetch(`${url}/slow`).then((response) => response.text());
    const asked = await origin.asked;

    running.signal('SIGINT');
    await running.says(/draining/);
    await assert.rejects(fetch(`${url}/health`));
    asked.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone');

    assert.equal(await answer, 'done');
    assert.equal(await running.exit, 0);
    origin.server.close();
  });

  test('ends at once, with 1, at a second signal', async () => {
    const origin = await slowOrigin();
    writeFileSync(file, config({ origin: origin.port }));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    const answer = fetch(`${url}/slow`).catch(() => 'broken');
    const asked = await origin.asked;

    running.signal('SIGTERM');
    await running.says(/draining/);
    running.signal('SIGTERM');

    assert.equal(await running.exit, 1);
    assert.equal(await answer, 'broken');
    asked.destroy();
    origin.server.close();
  });

  test('breaks off what is still under way when its time is over', async () => {
    const origin = await slowOrigin();
    writeFileSync(file, config({ origin: origin.port, system: 'graceful-shutdown-timeout-secs 0.2' }));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    const answer = fetch(`${url}/slow`).catch(() => 'broken');
    const asked = await origin.asked;

    running.signal('SIGTERM');

    assert.equal(await running.exit, 0);
    assert.equal(await answer, 'broken');
    asked.destroy();
    origin.server.close();
  });

  test('serves by the changed file after a SIGHUP, listeners included', async () => {
    writeFileSync(file, config({}));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    assert.equal((await fetch(`${url}/new`)).status, 404);

    writeFileSync(file, config({ health: '/new', more: `listener "second" { address "unix:${folder}/b.sock" }` }));
    running.signal('SIGHUP');
    await running.says(/configuration reloaded/);

    assert.equal((await fetch(`${url}/new`)).status, 200);
    assert.equal(existsSync(join(folder, 'b.sock')), true);
  });

  for (const workers of [1, 2]) {
    test(`reads its file again once it serves, when ${workers} were asked to before`, async () => {
      writeFileSync(file, config({ system: `worker-threads ${workers}` }));
      running = new RunningProcess(['run', '-c', file]);
      await running.heeds('SIGHUP');

      running.signal('SIGHUP');
      await running.says(/configuration reloaded/);

      assert.match(running.output, /listening on .*configuration reloaded/s);
    });
  }

  test('keeps its configuration when the changed one cannot be used', async () => {
    writeFileSync(file, config({}));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);

    for (const broken of ['listeners {', config({ more: 'listener "x" { address "203.0.113.7:1" }' })]) {
      running.forget();
      writeFileSync(file, broken);
      running.signal('SIGHUP');
      await running.says(/not reloaded/);
      assert.equal((await fetch(`${url}/health`)).status, 200);
    }
  });

  test('lets a request finish that came by a listener which a reload took away, before it ends', async () => {
    const origin = await slowOrigin();
    const socket = join(folder, 'a.sock');
    writeFileSync(file, config({ origin: origin.port, more: `listener "second" { address "unix:${socket}" }` }));
    running = new RunningProcess(['run', '-c', file]);
    await running.says(/listening on unix/);
    const client = connect({ path: socket }, () => client.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'));
    const answer = new Promise<string>((resolve) => {
      let text = '';
      client.on('data', (bytes) => {
        text += bytes.toString();
      });
      client.on('close', () => resolve(text));
    });
    const asked = await origin.asked;

    writeFileSync(file, config({ origin: origin.port }));
    running.signal('SIGHUP');
    await running.says(/configuration reloaded/);
    running.signal('SIGTERM');
    await running.says(/draining/);
    const isEarly = await Promise.race([running.exit, new Promise((resolve) => setTimeout(resolve, 300, 'runs'))]);
    asked.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone');

    assert.equal(isEarly, 'runs');
    assert.doesNotMatch(running.output, /\bended\b/);
    assert.match(await answer, /done$/);
    assert.equal(await running.exit, 0);
    origin.server.close();
  });

  test('opens nothing anew once it is told to end', async () => {
    const origin = await slowOrigin();
    const socket = join(folder, 'late.sock');
    writeFileSync(file, config({ origin: origin.port }));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    const answer = fetch(`${url}/slow`).then((response) => response.text());
    const asked = await origin.asked;

    running.signal('SIGTERM');
    await running.says(/draining/);
    writeFileSync(file, config({ origin: origin.port, more: `listener "late" { address "unix:${socket}" }` }));
    running.signal('SIGHUP');
    await running.says(/not reloaded/);
    asked.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone');

    assert.equal(await answer, 'done');
    assert.equal(await running.exit, 0);
    assert.equal(existsSync(socket), false);
    origin.server.close();
  });

  test('reloads by itself when asked to', async () => {
    writeFileSync(file, config({ system: 'auto-reload #true' }));
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);

    // As editors and deployments do it: a new file in the place of the old.
    writeFileSync(`${file}.new`, config({ system: 'auto-reload #true', health: '/new' }));
    renameSync(`${file}.new`, file);
    await running.says(/configuration reloaded/);

    assert.equal((await fetch(`${url}/new`)).status, 200);
  });

  test('goes on in a new log file after a SIGUSR1', async () => {
    const log = join(folder, 'access.log');
    writeFileSync(file, `${config({})}\nobservability { logging { access-log { file "${log}"; buffer-size 0 } } }`);
    running = new RunningProcess(['run', '-c', file]);
    const [, url] = await running.says(/listening on (\S+)/);
    await fetch(`${url}/health?before`);
    await until(() => readFileSync(log, 'utf8').includes('before'));

    renameSync(log, `${log}.1`);
    running.signal('SIGUSR1');
    await until(() => existsSync(log));
    await fetch(`${url}/health?after`);

    await until(() => readFileSync(log, 'utf8').includes('after'));
    assert.doesNotMatch(readFileSync(`${log}.1`, 'utf8'), /after/);
  });

  test('says what is wrong and ends with 1 when it cannot start', async () => {
    const taken = createServer();
    await new Promise<void>((up) => taken.listen(0, '127.0.0.1', up));
    const { port } = taken.address() as { port: number };
    for (const [text, message] of [
      [config({ address: `127.0.0.1:${port}` }), /cannot listen on 127\.0\.0\.1:\d+: another program is using it/],
      ['listeners { listner "x" }', /sentinel\.kdl:1:13: /],
    ] as const) {
      writeFileSync(file, text);
      const failed = new RunningProcess(['run', '-c', file]);

      assert.equal(await failed.exit, 1);
      assert.match(failed.output, message);
      assert.doesNotMatch(failed.output, /\n\s+at /);
    }
    taken.close();
  });

  test('goes into the background when asked to, and works on there', async () => {
    const pidFile = join(folder, 'pid');
    const socket = join(folder, 'a.sock');
    writeFileSync(file, config({ address: `unix:${socket}`, system: `daemon #true; pid-file "${pidFile}"` }));
    running = new RunningProcess(['run', '-c', file]);

    assert.equal(await running.exit, 0, running.output);
    assert.match(running.output, /listening on unix:/);
    await until(() => existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.notEqual(pid, running.pid);
    process.kill(pid, 'SIGTERM');

    await until(() => !existsSync(socket) && !existsSync(pidFile));
  });

  test('says what is wrong with the port of the demo, and ends with 1', async () => {
    const taken = createServer();
    await new Promise<void>((up) => taken.listen(0, '127.0.0.1', up));
    const { port } = taken.address() as { port: number };
    for (const [PORT, message] of [
      ['abc', /^PORT is "abc", which is no port; write a number from 0 to 65535$/m],
      [`${port}`, /cannot listen on 127\.0\.0\.1:\d+: another program is using it/],
    ] as const) {
      running = new RunningProcess([], { PORT, SENTINEL_CONFIG: '' }, folder);

      assert.equal(await running.exit, 1);
      assert.match(running.output, message);
    }
    taken.close();
  });

  test('runs a demo where there is no configuration', async () => {
    running = new RunningProcess([], { PORT: '0', SENTINEL_CONFIG: '' }, folder);
    const [, url] = await running.says(/listening on (\S+)/);
    await running.says(/Try:/);

    assert.match(await (await fetch(`${url}/`)).text(), /Sentinel is running/);
    const echo = await fetch(`${url}/echo?a=b`, { method: 'POST', body: 'hello' });
    const seen = (await echo.json()) as { query: string; body: string };
    assert.deepEqual([seen.query, seen.body], ['a=b', 'hello']);
    assert.equal((await fetch(`${url}/-/status`)).status, 200);
    const events = await fetch(`${url}/events`);
    assert.equal(events.headers.get('content-type'), 'text/event-stream');
    await events.body?.cancel();
    running.signal('SIGTERM');
    assert.equal(await running.exit, 0);
  });
});

interface Sketch {
  readonly address?: string;
  readonly system?: string;
  readonly health?: string;
  readonly more?: string;
  readonly origin?: number;
}

function config({ address = '127.0.0.1:0', system = '', health = '/health', more = '', origin }: Sketch): string {
  const proxied = `
    upstreams { upstream "origin" { target "127.0.0.1:${origin}" } }
    routes { route "slow" { matches { path "/slow" }; upstream "origin" } }`;
  return `
    system { ${system} }
    listeners {
      listener "main" { address "${address}" }
      ${more}
    }
    routes {
      route "health" { matches { path "${health}" }; service-type "builtin"; builtin-handler "health" }
    }
    ${origin === undefined ? '' : proxied}`;
}

/** An origin that answers when the test says so. */
async function slowOrigin(): Promise<{ server: Server; port: number; asked: Promise<Socket> }> {
  const asked = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => asked.resolve(socket));
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return { server, port: (server.address() as { port: number }).port, asked: asked.promise };
}
