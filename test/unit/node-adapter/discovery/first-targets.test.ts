import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { RunningSentinel } from '../../../../node-adapter/running-sentinel.ts';
import type { Config } from '../../../../shared/config/config.ts';
import { readConfig } from '../../../../shared/read-config.ts';
import { RawClient } from '../../../support/raw-client.ts';

const servers: Server[] = [];
let running: RunningSentinel | undefined;
let origin = '';

beforeEach(async () => {
  origin = await serve((_, response) => response.end('ok'));
});

afterEach(async () => {
  await running?.drain();
  running = undefined;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function configOf(discovery: string, more = ''): Promise<Config> {
  const text = `
    observability { logging { access-log { enabled #false }; error-log { enabled #false } } }
    listeners { listener "main" { address "127.0.0.1:0" } }
    routes { route "all" { matches { path-prefix "/" }; upstream "app" } }
    upstreams { upstream "app" { discovery ${discovery}; ${more} } }`;
  return readConfig({ entry: { name: 'test.kdl', text }, env: {}, runtime: 'node' });
}

async function ask(): Promise<number> {
  const client = await RawClient.open(Number(new URL(running!.listeners[0]!.url).port));
  client.send('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
  const { status } = await client.whole('GET');
  client.close();
  return status;
}

describe('Sentinel with targets that are found', () => {
  test('lets clients in when it knows where to send them', async () => {
    const list = await serve(async (_, response) => {
      await pass(300);
      response.end(JSON.stringify([origin]));
    });
    running = await RunningSentinel.start(await configOf(`"http" { url "http://${list}" }`));

    assert.equal(await ask(), 200);
  });

  test('lets them in all the same when the source fails', async () => {
    running = await RunningSentinel.start(await configOf('"http" { url "http://127.0.0.1:9" }'));

    assert.equal(await ask(), 503);
  });

  test('keeps what it found over a reload, and nothing of another source', async () => {
    const list = await serve((_, response) => response.end(JSON.stringify([origin])));
    const silent = await serve(() => {});
    running = await RunningSentinel.start(await configOf(`"http" { url "http://${list}" }`));
    await running.replace(
      await configOf(`"http" { url "http://${list}"; refresh-interval-secs 9 }`, 'slow-start-secs 1'),
    );
    const after = await ask();
    await running.replace(await configOf(`"http" { url "http://${silent}" }`));

    assert.deepEqual([after, await ask()], [200, 503]);
  });

  test('closes idle connections to a target that is gone', async () => {
    let targets = [origin];
    const list = await serve((_, response) => response.setHeader('connection', 'close').end(JSON.stringify(targets)));
    const settings = `"http" { url "http://${list}"; refresh-interval-secs "100ms"; empty-answer "take" }`;
    running = await RunningSentinel.start(await configOf(settings));
    const server = servers[0]!;
    const open = () => new Promise<number>((tell) => server.getConnections((_, count) => tell(count)));
    await ask();
    const before = await open();
    targets = [];
    while ((await open()) > 0) await pass(20);

    assert.deepEqual([before, await ask()], [1, 503]);
  });
});
