import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { RunningProcess } from '../unit/node-adapter/running-process.ts';
import { OriginProcess } from './origin-process.ts';

const clients = 12;
/** Checks come every 200 ms and wait as long; two turn a verdict. What is left is for a busy machine. */
const noticedMs = 3000;

describe('targets that are killed, paused and started again under load', { timeout: 120_000 }, () => {
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

  for (const [how, down, up] of [
    ['killed', (origin: OriginProcess) => origin.kill(), (origin: OriginProcess) => origin.start()],
    ['paused', (origin: OriginProcess) => origin.pause(), (origin: OriginProcess) => origin.goOn()],
  ] as const) {
    test(`no request is lost while one is ${how}, and it serves again soon after it is back`, async (t) => {
      const [, victim] = origins as [OriginProcess, OriginProcess];
      await load.reaches(['a', 'b', 'c']);

      await down(victim);
      await load.reaches(['a', 'c'], ['b']);
      const outMs = load.tookMs;
      await wait(1500);
      await up(victim);
      await load.reaches(['a', 'b', 'c']);

      t.diagnostic(`left out after ${outMs} ms, back after ${load.tookMs} ms; ${load.answered} requests answered`);
      assert.deepEqual(load.lost, []);
    });
  }

  test('no request is lost while all but one are killed one after the other', async () => {
    for (const origin of origins.slice(0, 2)) {
      await origin.kill();
      await wait(300);
    }
    await load.reaches(['c'], ['a', 'b']);
    for (const origin of origins.slice(0, 2)) await origin.start();
    await load.reaches(['a', 'b', 'c']);

    assert.deepEqual(load.lost, []);
  });

  test('every change is logged once, with its reason', () => {
    const lines = sentinel.output
      .split('\n')
      .filter((line) => line.includes(`Target 127.0.0.1:${origins[1]!.port} of`));
    const turns = lines.flatMap((line) => /is (un)?healthy: [^"]+/.exec(line)?.[0].slice(0, 5) ?? []);

    assert.ok(turns.length >= 5, lines.join('\n'));
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
        retry-policy { max-attempts 4; backoff "5ms"; budget-percent 100 }
      }
    }
    upstreams {
      upstream "app" {
        ${origins.map(({ port }) => `target "127.0.0.1:${port}"`).join('\n')}
        timeouts { connect 1; first-byte 1 }
        passive-health { enabled #false }
        health-check "http" {
          path "/"
          interval-secs 0.2
          timeout-secs 0.2
          healthy-threshold 2
          unhealthy-threshold 2
        }
      }
    }`;
}

/** Clients that ask one request after the other, for as long as nobody stops them. */
class Load {
  /** Everything that was not an answer of an origin. */
  readonly lost: string[] = [];
  answered = 0;
  /** How long the last wait took. */
  tookMs = 0;
  readonly #url: string;
  readonly #running: Promise<void>[];
  #newest: string[] = [];
  #isOver = false;

  constructor(url: string) {
    this.#url = url;
    this.#running = Array.from({ length: clients }, () => this.#ask());
  }

  /** Waits until, for a while, answers come from all of these and from none of those. */
  async reaches(from: readonly string[], none: readonly string[] = []): Promise<void> {
    const startedAt = performance.now();
    do {
      this.#newest = [];
      await wait(200);
      const isRight =
        from.every((name) => this.#newest.includes(name)) && !none.some((name) => this.#newest.includes(name));
      this.tookMs = Math.round(performance.now() - startedAt);
      if (isRight) return;
    } while (this.tookMs < noticedMs);
    assert.fail(`after ${noticedMs} ms answers come from ${[...new Set(this.#newest)].sort()}`);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      try {
        const response = await fetch(this.#url);
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
