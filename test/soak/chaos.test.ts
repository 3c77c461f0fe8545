import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';
import { RunningProcess } from '../unit/node-adapter/running-process.ts';
import { OriginProcess } from './origin-process.ts';

const clients = 12;

describe('targets that are killed, paused and started again under load', { timeout: 480_000 }, () => {
  let folder: string;
  let origins: readonly OriginProcess[];
  let sentinel: RunningProcess;
  let load: Load;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-chaos-'));
    origins = await Promise.all(['a', 'b', 'c'].map(async (name) => new OriginProcess(name, await freePort())));
    for (const origin of origins) await origin.start();
    writeFileSync(join(folder, 'sentinel.kdl'), configOf(origins));
    sentinel = new RunningProcess(['run', '-c', join(folder, 'sentinel.kdl')]);
    const [, port] = await sentinel.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/);
    load = new Load(`http://127.0.0.1:${port}/`);
    await load.reaches(['a', 'b', 'c']);
  });
  after(async () => {
    await load?.stop();
    sentinel?.signal('SIGKILL');
    await sentinel?.exit;
    for (const origin of origins ?? []) await origin.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the log tells of a target, each time with a reason. */
  function turnsOf({ port }: OriginProcess): readonly string[] {
    return sentinel.output
      .split('\n')
      .filter((line) => line.includes(`Target 127.0.0.1:${port} of`))
      .flatMap((line) => / is ((?:un)?healthy): [^"]+/.exec(line)?.[1] ?? []);
  }

  for (const [how, down, up] of [
    ['killed', (origin: OriginProcess) => origin.kill(), (origin: OriginProcess) => origin.start()],
    ['paused', (origin: OriginProcess) => origin.pause(), (origin: OriginProcess) => origin.goOn()],
  ] as const) {
    test(`no request is lost while one is ${how}, and it serves again after it is back`, async (t) => {
      const [, victim] = origins as [OriginProcess, OriginProcess];
      await load.reaches(['a', 'b', 'c']);

      await down(victim);
      await load.reaches(['a', 'c'], ['b']);
      await until(() => turnsOf(victim).at(-1) === 'unhealthy');
      await up(victim);
      await until(() => turnsOf(victim).at(-1) === 'healthy');
      await load.reaches(['a', 'b', 'c']);

      t.diagnostic(`${load.answered} requests answered`);
      assert.deepEqual(load.lost, []);
    });
  }

  test('no request is lost while all but one are killed one after the other', async () => {
    for (const origin of origins.slice(0, 2)) {
      await origin.kill();
      await wait(300);
    }
    for (const origin of origins.slice(0, 2)) await until(() => turnsOf(origin).at(-1) === 'unhealthy');
    await load.reaches(['c'], ['a', 'b']);
    for (const origin of origins.slice(0, 2)) await origin.start();
    await load.reaches(['a', 'b', 'c']);

    assert.deepEqual(load.lost, []);
  });

  test('every change is logged once, with its reason', () => {
    const turns = turnsOf(origins[1]!);

    assert.ok(turns.length >= 5, String(turns));
    assert.deepEqual(
      turns.filter((turn, i) => turn === turns[i - 1]),
      [],
    );
  });
});

function configOf(origins: readonly OriginProcess[]): string {
  return `
    observability { logging { error-log { level "info" } } }
    listeners { listener "main" { address "127.0.0.1:0" } }
    routes {
      route "all" {
        matches { path-prefix "/" }
        upstream "app"
        retry-policy { max-attempts 4; backoff "5ms" }
      }
    }
    upstreams {
      upstream "app" {
        ${origins.map(({ port }) => `target "127.0.0.1:${port}"`).join('\n')}
        timeouts { connect 2; first-byte 2 }
        passive-health { enabled #false }
        health-check "http" {
          path "/"
          interval-secs 0.5
          timeout-secs 0.5
          healthy-threshold 2
          unhealthy-threshold 2
        }
      }
    }`;
}

/** A body that is kept while it is sent, and may be sent again. */
const uploading: RequestInit = { method: 'PUT', body: 'u'.repeat(20_000) };

/** Clients that ask one request after the other, for as long as nobody stops them. */
class Load {
  /** Everything that was not an answer of an origin. */
  readonly lost: string[] = [];
  answered = 0;
  readonly #url: string;
  readonly #running: Promise<void>[];
  #newest: string[] = [];
  #isOver = false;

  constructor(url: string) {
    this.#url = url;
    this.#running = Array.from({ length: clients }, (_, at) => this.#ask(at % 2 === 0 ? {} : uploading));
  }

  /** Waits until, for a while, answers come from all of these and from none of those. */
  async reaches(from: readonly string[], none: readonly string[] = []): Promise<void> {
    const isRight = async () => {
      this.#newest = [];
      await wait(200);
      return from.every((name) => this.#newest.includes(name)) && !none.some((name) => this.#newest.includes(name));
    };
    await until(isRight, () => [...new Set(this.#newest)].sort());
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #ask(how: RequestInit): Promise<void> {
    while (!this.#isOver) {
      try {
        const response = await fetch(this.#url, how);
        const text = await response.text();
        if (response.status !== 200) this.lost.push(`${response.status} ${text.slice(0, 200)}`);
        else this.#newest.push(text);
        this.answered += 1;
      } catch (error) {
        this.lost.push(String(error));
      }
      // A pause for the two processors to do the rest.
      await wait(5);
    }
  }
}
