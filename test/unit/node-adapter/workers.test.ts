import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readMetrics } from '../../support/metrics-reader.ts';
import { startRedis } from '../../support/redis-server.ts';
import { RunningProcess } from './running-process.ts';
import { until } from './until.ts';

let folder: string;
let file: string;
let running: RunningProcess | undefined;
let origin: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-workers-'));
  file = join(folder, 'sentinel.kdl');
});

afterEach(async () => {
  origin?.close();
  origin = undefined;
  if (running !== undefined) {
    running.signal('SIGTERM');
    await Promise.race([running.exit, new Promise((resolve) => setTimeout(resolve, 20_000).unref())]);
    await running.stop();
  }
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('several workers, by system.worker-threads', { timeout: 480_000 }, () => {
  test('serve the same listener, and append whole lines to the same log', async () => {
    const url = await start();

    for (let i = 0; i < 20; i += 1) assert.equal(await status(`${url}/health`), 200);

    await until(() => lines().length === 20);
    assert.equal(instances().size, 2);
  });

  test('are replaced when they die', async () => {
    const url = await start();
    const [first] = workers(running!.pid);
    process.kill(first!, 'SIGKILL');
    await running!.says(/a worker died and is replaced/);
    await until(() => workers(running!.pid).length === 2);

    for (let i = 0; i < 8; i += 1) assert.equal(await status(`${url}/health`), 200);
    assert.equal(workers(running!.pid).includes(first!), false);
  });

  test('end with 0 when told to, with what is under way finished', async () => {
    const { port, asked, answer } = await slowOrigin();
    const url = await start({ routes: `route "slow" { matches { path "/slow" }; upstream "slow" }`, port });
    const answered = status(`${url}/slow`);
    await asked;

    running!.signal('SIGTERM');
    await running!.says(/draining/);
    answer();

    assert.equal(await answered, 200);
    assert.equal(await running!.exit, 0);
    assert.deepEqual(workers(running!.pid), []);
  });

  test('end with 0 when told to before they serve', async () => {
    writeConfig({});
    running = new RunningProcess(['run', '-c', file]);
    await until(() => workers(running!.pid).length === 1);

    running.signal('SIGTERM');

    assert.equal(await running.exit, 0);
    assert.match(running.output, /draining.*ended/s);
    assert.doesNotMatch(running.output, /listening/);
  });

  test('take a new configuration when they are started while the others do', async () => {
    const url = await start();
    const [first] = workers(running!.pid);
    process.kill(first!, 'SIGKILL');
    await running!.says(/a worker died and is replaced/);
    writeConfig({ routes: `route "new" { matches { path "/new" }; builtin-handler "health" }` });
    running!.signal('SIGHUP');
    await running!.says(/configuration reloaded/);

    for (let i = 0; i < 8; i += 1) assert.equal(await status(`${url}/new`), 200);
    assert.equal(workers(running!.pid).length, 2);
  });

  test('take a new configuration all together, and their number with it', async () => {
    const url = await start();

    writeConfig({
      routes: `route "new" { matches { path "/new" }; builtin-handler "health" }`,
      count: 3,
    });
    running!.signal('SIGHUP');
    await running!.says(/configuration reloaded/);

    for (let i = 0; i < 9; i += 1) assert.equal(await status(`${url}/new`), 200);
    assert.equal(workers(running!.pid).length, 3);
  });

  test('keep the configuration when the new one is wrong, and say so once', async () => {
    const url = await start();

    writeFileSync(file, 'nonsense');
    running!.signal('SIGHUP');
    await running!.says(/configuration not reloaded/);

    assert.equal(await status(`${url}/health`), 200);
    assert.equal(running!.output.match(/not reloaded/g)?.length, 1);
  });

  test('put a full log aside once, and go on in a new one', async () => {
    const url = await start({ rotate: 'rotate { max-size "2KiB"; keep 3 }' });

    for (let i = 0; i < 10; i += 1) await status(`${url}/health`);
    await until(() => lines('access.log.1').length === 10);
    await status(`${url}/health`);
    await until(() => lines().length === 1);
  });

  test('count together: a limit lets no more through than it would in one process', async () => {
    const url = await start({
      more: 'filters { filter "hourly" { type "rate-limit"; max-rph 10; key "global" } }',
      routes: 'route "limited" { matches { path "/limited" }; builtin-handler "health"; filters "hourly" }',
    });

    const statuses = await Promise.all(Array.from({ length: 60 }, () => status(`${url}/limited`)));

    assert.equal(statuses.filter((one) => one === 200).length, 10);
    assert.equal(statuses.filter((one) => one === 429).length, 50);
    await until(() => lines().length === 60);
    assert.equal(instances().size, 2);
  });

  for (const kind of ['sqlite', 'redis']) {
    test(`count together in a ${kind} ledger`, async () => {
      const redis = kind === 'redis' ? await startRedis({ isDurable: false }) : undefined;
      const store = redis === undefined ? `file "${join(folder, 'limits.sqlite')}"` : `url "${redis.url}"`;
      const url = await start({
        more: `ledger "${kind}" { ${store}; timeout-ms 1000 }
          filters { filter "hourly" { type "rate-limit"; max-rph 10; key "global" } }`,
        routes: 'route "limited" { matches { path "/limited" }; builtin-handler "health"; filters "hourly" }',
      });

      const statuses = await Promise.all(Array.from({ length: 60 }, () => status(`${url}/limited`)));
      await until(() => lines().length === 60);
      await redis?.stop();

      assert.equal(statuses.filter((one) => one === 200).length, 10);
      assert.equal(statuses.filter((one) => one === 429).length, 50);
      assert.equal(instances().size, 2);
    });
  }

  test('tell their metrics together, whichever is asked, each under its own name', async () => {
    const url = await start({
      routes: 'route "metrics" { matches { path "/metrics" }; builtin-handler "metrics" }',
    });
    for (let i = 0; i < 10; i += 1) assert.equal(await status(`${url}/health`), 200);
    const told = async (): Promise<number[]> => {
      const { values } = readMetrics(await text(`${url}/metrics`));
      return [...values].filter(([name]) => name.startsWith(health)).map(([, value]) => value);
    };

    let last = await told();
    // The last one is counted when its last byte is handed on, which the client may have a moment before.
    for (let i = 0; i < 100 && last.reduce((sum, one) => sum + one, 0) < 10; i += 1) last = await told();

    assert.equal(last.length, 2);
    assert.equal(
      last.reduce((sum, one) => sum + one, 0),
      10,
    );
  });

  test('do not start, and say why once, when the address is taken', async () => {
    const { port } = await slowOrigin();
    writeConfig({ address: `http://127.0.0.1:${port}` });
    running = new RunningProcess(['run', '-c', file]);

    assert.equal(await running.exit, 1);
    assert.equal(running.output.match(/another program is using it/g)?.length, 1);
  });
});

const health = 'sentinel_requests_total{route="health",method="GET",status="2xx",worker=';

interface Wanted {
  readonly routes?: string;
  readonly port?: number;
  readonly count?: number;
  readonly address?: string;
  readonly rotate?: string;
  /** Nodes at the top. */
  readonly more?: string;
}

async function start(wanted: Wanted = {}): Promise<string> {
  writeConfig(wanted);
  running = new RunningProcess(['run', '-c', file]);
  const [, url] = await running.says(/listening on (\S+)/);
  return url!;
}

function writeConfig(wanted: Wanted): void {
  const { routes = '', port = 1, count = 2, address = 'http://127.0.0.1:0', rotate = '', more = '' } = wanted;
  writeFileSync(
    file,
    `system { worker-threads ${count} }
${more}
listeners { listener "main" { address "${address.replace('http://', '')}" } }
routes { route "health" { matches { path "/health" }; builtin-handler "health" }; ${routes} }
${routes.includes('"slow"') ? `upstreams { upstream "slow" { target "127.0.0.1:${port}" } }` : ''}
observability { logging { access-log { file "${join(folder, 'access.log')}"; ${rotate} } } }
`,
  );
}

/** The body of an answer, over a connection of its own. */
function text(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      let read = '';
      answer.setEncoding('utf8').on('data', (part) => {
        read += part;
      });
      answer.on('end', () => resolve(read));
    }).on('error', reject);
  });
}

/** The status of an answer, over a connection of its own. */
function status(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode!));
    }).on('error', reject);
  });
}

function lines(name = 'access.log'): string[] {
  try {
    return readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

function instances(): Set<string> {
  return new Set(lines().map((line) => (JSON.parse(line) as { instance_id: string }).instance_id));
}

function workers(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function slowOrigin(): Promise<{ port: number; asked: Promise<void>; answer: () => void }> {
  let client: Socket | undefined;
  const server = createServer();
  origin = server;
  const asked = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      client = socket;
      socket.once('data', () => resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, asked, answer: () => client?.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok') };
}
