import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readMetrics } from '../../support/metrics-reader.ts';
import { RunningProcess } from './running-process.ts';

let folder: string;
let file: string;
let running: RunningProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-metrics-'));
  file = join(folder, 'sentinel.kdl');
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const config = (routes = '') => `
listeners { listener "main" { address "127.0.0.1:0" } }
routes { route "health" { matches { path "/health" }; builtin-handler "health" }; ${routes} }
observability { metrics { address "127.0.0.1:0" } }
`;

describe('the listener of the metrics', { timeout: 240_000 }, () => {
  test('tells of the process, and goes on counting when the configuration is read again', async () => {
    writeFileSync(file, config());
    running = new RunningProcess(['run', '-c', file]);
    const [, main] = await running.says(/listening on (\S+) \(listener "main"\)/);
    const [, own] = await running.says(/listening on (\S+) \(listener ":metrics"\)/);
    const metrics = async () => readMetrics(await (await fetch(`${own}/metrics`)).text()).values;

    assert.equal((await fetch(`${main}/health`)).status, 200);
    assert.equal((await fetch(`${main}/metrics`)).status, 404);
    const before = await metrics();
    writeFileSync(file, config('route "more" { matches { path "/more" }; builtin-handler "health" }'));
    running.signal('SIGHUP');
    await running.says(/configuration reloaded/);
    assert.equal((await fetch(`${main}/more`)).status, 200);
    writeFileSync(file, 'nonsense');
    running.signal('SIGHUP');
    await running.says(/configuration not reloaded/);
    const after = await metrics();

    assert.ok(before.get('sentinel_memory_bytes{kind="resident"}')! > 10_000_000);
    assert.ok(before.get('sentinel_connections')! >= 1);
    assert.deepEqual([reloads(before), reloads(after)], ['0 0', '1 1']);
    assert.equal(before.get(requests('health')), 1);
    assert.deepEqual([after.get(requests('health')), after.get(requests('more'))], [1, 1]);
  });
});

const requests = (route: string) => `sentinel_requests_total{route="${route}",method="GET",status="2xx"}`;

function reloads(values: ReadonlyMap<string, number>): string {
  return ['applied', 'refused']
    .map((result) => values.get(`sentinel_config_reloads_total{result="${result}"}`))
    .join(' ');
}
