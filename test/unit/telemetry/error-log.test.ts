import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { ErrorLog, type LogLevel } from '../../../shared/telemetry/error-log.ts';
import { finishedExchange } from './finished-exchange.ts';

function open(least: LogLevel = 'warn') {
  const lines: Record<string, unknown>[] = [];
  const log = new ErrorLog(least, {
    write(stream, line) {
      assert.equal(stream, 'error');
      lines.push(JSON.parse(line));
    },
  });
  return { log, lines };
}

test('tells what went wrong, where, and why', () => {
  const { log, lines } = open();
  const fault = new Fault('upstream_refused', { detail: 'ECONNREFUSED', cause: new Error('connect') });

  log.record(
    finishedExchange({ fault, route: { id: 'r', upstreamName: 'app' }, tries: [{ target: '10.0.0.1:80', fault }] }),
  );

  assert.deepEqual(lines, [
    {
      timestamp: '2023-11-14T22:13:20.007Z',
      trace_id: 'id-1',
      level: 'error',
      message: 'The upstream could not be reached.',
      code: 'upstream_refused',
      status: 502,
      method: 'GET',
      path: '/a',
      client_ip: '1.2.3.4',
      route_id: 'r',
      upstream: 'app',
      upstream_addr: '10.0.0.1:80',
      details: 'ECONNREFUSED',
      cause: 'connect',
    },
  ]);
});

test('says nothing of a request that went well', () => {
  const { log, lines } = open('trace');

  log.record(finishedExchange({ status: 200 }));

  assert.deepEqual(lines, []);
});

test('tells of a try that failed though the request did not', () => {
  const { log, lines } = open();

  log.record(
    finishedExchange({
      status: 200,
      tries: [{ target: 'a:1', fault: new Fault('upstream_reset') }, { target: 'b:1' }],
    }),
  );

  assert.deepEqual(
    lines.map(({ level, code, upstream_addr, timestamp }) => [level, code, upstream_addr, timestamp]),
    [['warn', 'upstream_reset', 'a:1', '2023-11-14T22:13:20.008Z']],
  );
});

const levels = [
  ['internal', 'error'],
  ['upstream_read_timeout', 'error'],
  ['route_not_found', 'warn'],
  ['bad_host', 'warn'],
  ['client_left', 'info'],
] as const;
for (const [code, level] of levels) {
  test(`takes ${code} for ${level}`, () => {
    const { log, lines } = open('trace');

    log.record(finishedExchange({ ending: { fault: new Fault(code) } }));

    assert.deepEqual(
      lines.map((line) => line['level']),
      [level],
    );
  });
}

test('tells of a flood of refusals by a limit once in ten seconds, with how many there were', () => {
  const { log, lines } = open();
  const refuse = (detail: string, later: number) =>
    log.record(finishedExchange({ later, fault: new Fault('rate_limited', { detail }) }));

  for (let i = 0; i < 5000; i += 1) refuse(`a: ${i} wanted`, i * 2);
  refuse('b', 9999);
  refuse('a: 7 wanted', 10_000);
  refuse('a: 8 wanted', 10_001);

  assert.deepEqual(
    lines.map(({ details, count, level }) => [details, count, level]),
    [
      ['a: 0 wanted', 1, 'warn'],
      ['b', 1, 'warn'],
      ['a: 7 wanted', 5000, 'warn'],
    ],
  );
});

const throttled = [
  'rate_limited',
  'overloaded',
  'token_limit_exceeded',
  'budget_exhausted',
  'ledger_unavailable',
] as const;
for (const code of throttled) {
  test(`holds back what would repeat ${code}`, () => {
    const { log, lines } = open();

    for (let i = 0; i < 50; i += 1) log.record(finishedExchange({ later: i, fault: new Fault(code, { detail: 'a' }) }));

    assert.equal(lines.length, 1);
  });
}

test('leaves out what is less bad than asked for', () => {
  const { log, lines } = open('error');

  log.record(finishedExchange({ fault: new Fault('route_not_found') }));
  log.record(finishedExchange({ fault: new Fault('internal') }));

  assert.deepEqual(
    lines.map((line) => line['code']),
    ['internal'],
  );
});

test('shows where in the code an error of our own came from', () => {
  const { log, lines } = open();

  log.record(finishedExchange({ fault: Fault.from(new TypeError('bug')) }));

  assert.match(String(lines[0]?.['cause']), /TypeError: bug\n\s+at /);
});

test('bounds what it quotes', () => {
  const { log, lines } = open();

  log.record(
    finishedExchange({ fault: new Fault('internal', { detail: 'x'.repeat(100_000), cause: 'y'.repeat(100_000) }) }),
  );

  assert.ok(JSON.stringify(lines[0]).length < 6000);
});

test('tells of what belongs to no request', () => {
  const { log, lines } = open();

  log.write({ at: 0, level: 'error', message: 'The configuration could not be read.' });

  assert.deepEqual(lines, [
    { timestamp: '1970-01-01T00:00:00.000Z', level: 'error', message: 'The configuration could not be read.' },
  ]);
});
