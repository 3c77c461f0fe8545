import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteLedger, type SqliteLedgerOptions } from '../../../../node-adapter/ledgers/sqlite-ledger.ts';
import type { Claim, Ledger } from '../../../../shared/ledger/ledger.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { stormCounter } from '../../../support/ledger-storm.ts';

const program = fileURLToPath(new URL('../../../support/ledger-storm.ts', import.meta.url));

describe('a ledger in an SQLite file', { timeout: 240_000 }, () => {
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let open: Ledger[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-sqlite-'));
    path = join(folder, 'ledger.db');
    clock = new FakeClock();
    open = [];
  });
  afterEach(async () => {
    for (const ledger of open) await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function ledgerAt(options: Partial<SqliteLedgerOptions> = {}): Ledger {
    const ledger = openSqliteLedger({ path, busyMs: 50, ...options }, { clock });
    open.push(ledger);
    return ledger;
  }

  async function used(limit: number): Promise<number> {
    const [view] = await ledgerAt().read([stormCounter(limit)]);
    return limit - view!.remaining;
  }

  /** What the ledger says in place of an answer. */
  async function failure(ledger: Ledger, claims: readonly Claim[] = [claim('a')]): Promise<string> {
    try {
      await ledger.spend(claims);
      return 'none';
    } catch (error) {
      const { code, detail } = error as { code?: string; detail?: string };
      assert.equal(code, 'ledger_unavailable');
      return detail ?? '';
    }
  }

  test('forgets nothing it has granted when the process is killed in the middle', async () => {
    let acknowledged = 0;
    for (let round = 0; round < 4; round += 1) {
      const { child, marks } = startStorm(path, 1e9);
      await until(() => marks().length >= 200 + 50 * round);
      child.kill('SIGKILL');
      await once(child, 'close');
      acknowledged += marks().replaceAll('!', '').length;

      const counted = await used(1e9);

      // The last of each round may have been granted and not been said any more.
      assert.ok(counted >= acknowledged && counted <= acknowledged + round + 1, `${counted}, ${acknowledged} said`);
    }
  });

  test('two processes that spend from one file never exceed the limit, and reach it', async () => {
    const limit = 1500;
    const storms = [startStorm(path, limit), startStorm(path, limit)];

    await Promise.all(storms.map(({ child }) => once(child, 'close')));

    const granted = storms.map(({ marks }) => marks().replaceAll('!', '').length);
    assert.equal(granted[0]! + granted[1]!, limit, granted.join(' and '));
    assert.equal(await used(limit), limit);
  });

  test('waits for another process that is just making the file', async () => {
    const other = startMaker(path);
    await once(other, 'message');

    const { granted } = await ledgerAt({ busyMs: 5_000 }).spend([claim('a')]);

    assert.equal(granted, true);
    await once(other, 'close');
  });

  test('goes on with the time of the file when the clock of the machine is set back', async () => {
    const first = ledgerAt();
    await first.spend([{ ...claim('a'), amount: 3 }]);
    const back = new FakeClock();
    back.advance(-100_000);
    const second = openSqliteLedger({ path }, { clock: back });
    open.push(second);

    const [before] = await second.read([claim('a')]);
    back.advance(2 * before!.resetMs);
    const [after] = await second.read([claim('a')]);

    assert.equal(before!.remaining, 7);
    assert.deepEqual([after!.remaining, after!.resetMs], [10, 0]);
  });

  test('drops counters that are idle, in passing', async () => {
    const ledger = ledgerAt();
    for (let i = 0; i < 200; i += 1) await ledger.spend([claim(`idle-${i}`)]);
    clock.advance(60_000);

    for (let i = 0; i < 200; i += 1) await ledger.spend([{ ...claim('busy'), enforce: false }]);

    assert.ok(rowsOf(path) < 5, `${rowsOf(path)} left`);
  });

  test('grows no larger than it may, says so, and has room again when counters are idle', async () => {
    const ledger = ledgerAt({ maxBytes: 100 * 1024 });
    let kept = 0;
    let detail = 'none';
    for (; detail === 'none' && kept < 5000; kept += 1) {
      detail = await failure(ledger, [claim(`${'k'.repeat(100)}-${kept}`)]);
    }
    clock.advance(60_000);
    for (let i = 0; i < 500; i += 1) await failure(ledger, [claim(`after-${i}`)]);

    assert.match(detail, /ledger\.db cannot grow: .* full/);
    assert.ok(kept > 100, `${kept} counters`);
    assert.ok(statSync(path).size <= 100 * 1024);
    assert.equal(await failure(ledger, [claim('at last')]), 'none');
  });

  test('takes every settlement, also when it may not grow any more', async () => {
    const ledger = ledgerAt({ maxBytes: 100 * 1024 });
    const hold = (id: number) =>
      ({ id: `r${id}`, claims: [claim(`k${id}`)], holdMs: 50_000, atExpiry: 'spend' }) as const;
    let held = 0;
    await assert.rejects(
      async () => {
        for (; held < 5000; held += 1) await ledger.reserve(hold(held));
      },
      { code: 'ledger_unavailable' },
    );

    const settled: boolean[] = [];
    for (let i = 0; i < held; i += 1) settled.push(await ledger.settle(`r${i}`, [2 ** 50]));

    assert.ok(held > 100, `${held} reservations`);
    assert.ok(settled.every((isHeld) => isHeld));
  });

  test('says that the file is damaged, and works again when it was moved away', async () => {
    writeFileSync(path, 'no database at all '.repeat(1000));
    const ledger = ledgerAt();

    const detail = await failure(ledger);
    rmSync(path);

    assert.match(detail, /ledger\.db is damaged, or not a ledger: move it away/);
    assert.equal(await failure(ledger), 'none');
  });

  test('says that the file is locked, and goes on when it is free', async () => {
    const ledger = ledgerAt();
    await ledger.spend([claim('a')]);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');

    const detail = await failure(ledger);
    other.close();

    assert.match(detail, /ledger\.db is locked by another process for too long/);
    assert.equal(await failure(ledger), 'none');
  });

  test('says that the path cannot be opened, and works when it can', async () => {
    path = join(folder, 'missing', 'ledger.db');
    const ledger = ledgerAt();

    const detail = await failure(ledger);
    mkdirSync(join(folder, 'missing'));

    assert.match(detail, /cannot be opened: its folder must be there, and writable/);
    assert.equal(await failure(ledger), 'none');
  });

  test('says that a path is no file', async () => {
    path = folder;

    assert.match(await failure(ledgerAt()), /cannot be opened/);
  });

  test('does not touch a file of another version', async () => {
    const made = ledgerAt();
    await made.spend([claim('a')]);
    await made.close();
    const newer = new DatabaseSync(path);
    newer.exec('UPDATE ledger SET version = 99');
    newer.close();

    assert.match(await failure(ledgerAt()), /has version 99 of its tables/);
  });

  test('lets nobody else of the machine read it', async () => {
    await ledgerAt().spend([claim('a')]);

    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(`${path}-wal`).mode & 0o777, 0o600);
  });
});

function claim(key: string): Claim {
  return { key, rule: { kind: 'token-bucket', capacity: 10, refill: 10, perMs: 10_000 }, amount: 1 };
}

interface Storm {
  readonly child: ChildProcess;
  marks(): string;
}

function startStorm(path: string, limit: number): Storm {
  const child = spawn(process.execPath, [program, path, String(limit)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let marks = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    marks += text;
  });
  return { child, marks: () => marks };
}

/** Holds a new file for a moment, as a process does that opens it first. */
function startMaker(path: string): ChildProcess {
  const held = `const file = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(path)});
    file.exec('BEGIN IMMEDIATE; CREATE TABLE first (id)');
    process.send('held', () => setTimeout(() => { file.exec('ROLLBACK'); process.disconnect(); }, 100));`;
  return spawn(process.execPath, ['--eval', held], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((settle) => setTimeout(settle, 2));
}

function rowsOf(path: string): number {
  const database = new DatabaseSync(path);
  const { count } = database.prepare('SELECT count(*) AS count FROM counters').get() as { count: number };
  database.close();
  return count;
}
