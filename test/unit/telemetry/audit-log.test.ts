import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { AuditLog } from '../../../shared/telemetry/audit-log.ts';
import { finishedExchange } from './finished-exchange.ts';

function open(logBlocked = true) {
  const lines: unknown[] = [];
  const log = new AuditLog(
    { logBlocked },
    {
      write(stream, line) {
        assert.equal(stream, 'audit');
        lines.push(JSON.parse(line));
      },
    },
  );
  return { log, lines };
}

test('tells of a request that a rule refused', () => {
  const { log, lines } = open();

  log.record(finishedExchange({ fault: new Fault('upgrade_not_allowed'), route: { id: 'r', upstreamName: 'app' } }));

  assert.deepEqual(lines, [
    {
      timestamp: '2023-11-14T22:13:20.007Z',
      trace_id: 'id-1',
      event_type: 'blocked',
      method: 'GET',
      path: '/a',
      client_ip: '1.2.3.4',
      route_id: 'r',
      reason: 'upgrade_not_allowed',
      action: 'websocket_rejected',
      status_code: 403,
    },
  ]);
});

for (const code of ['unauthorized', 'credentials_invalid', 'scope_insufficient'] as const) {
  test(`tells of a request that was refused as a matter of authentication: ${code}`, () => {
    const { log, lines } = open(false);

    log.record(finishedExchange({ fault: new Fault(code) }));

    const { event_type, reason } = lines[0] as { event_type: string; reason: string };
    assert.deepEqual([event_type, reason], ['auth_event', code]);
  });
}

test('tells which limit of tokens or budget refused a request', () => {
  const { log, lines } = open();

  for (const code of ['token_limit_exceeded', 'budget_exhausted', 'request_too_large_for_limit'] as const) {
    log.record(finishedExchange({ fault: new Fault(code) }));
  }

  assert.deepEqual(
    lines.map((line) => [(line as { event_type: string }).event_type, (line as { reason: string }).reason]),
    [
      ['rate_limit_exceeded', 'token_limit_exceeded'],
      ['rate_limit_exceeded', 'budget_exhausted'],
      ['rate_limit_exceeded', 'request_too_large_for_limit'],
    ],
  );
});

test('says nothing of what no rule refused', () => {
  const { log, lines } = open();

  log.record(finishedExchange({ status: 403 }));
  log.record(finishedExchange({ fault: new Fault('upstream_reset') }));

  assert.deepEqual(lines, []);
});

test('says nothing of refused requests when told not to', () => {
  const { log, lines } = open(false);

  log.record(finishedExchange({ fault: new Fault('access_denied') }));

  assert.deepEqual(lines, []);
});

test('tells of changes, without the lists that are empty', () => {
  const { log, lines } = open(false);

  log.write({
    at: 0,
    type: 'config_change',
    method: '-',
    path: '/-/config',
    clientIp: 'internal',
    reason: 'reload_success',
    ruleIds: [],
    tags: ['a'],
    metadata: {},
  });

  assert.deepEqual(lines, [
    {
      timestamp: '1970-01-01T00:00:00.000Z',
      event_type: 'config_change',
      method: '-',
      path: '/-/config',
      client_ip: 'internal',
      reason: 'reload_success',
      tags: ['a'],
    },
  ]);
});
