import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppLog } from '../../../../node-adapter/log/app-log.ts';
import { ThrottledLog } from '../../../../node-adapter/log/throttled-log.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

describe('a log of what may happen with every request', () => {
  test('tells some of it, and with the next line how much was not told', () => {
    const { clock, time } = new FakePlatform();
    const lines: string[] = [];
    const options = { level: 'info', format: 'json', timestamps: false } as const;
    const app = new AppLog({ write: (_stream, line) => lines.push(line) }, () => 0, options);
    const log = new ThrottledLog(app, { level: 'warn', message: 'broken', rate: { most: 2, perSecond: 0.5 } }, clock);

    for (let i = 0; i < 5; i += 1) log.note({ i });
    time.advance(2000);
    log.note({ i: 5 });

    const line = (i: number) => ({ level: 'warn', message: 'broken', i });
    assert.deepEqual(
      lines.map((each) => JSON.parse(each)),
      [line(0), line(1), { ...line(5), 'untold-before': 3 }],
    );
  });
});
