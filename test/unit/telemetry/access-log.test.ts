import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { AccessLog, type AccessLogOptions } from '../../../shared/telemetry/access-log.ts';
import { finishedExchange } from './finished-exchange.ts';

function open(options: Partial<AccessLogOptions> = {}, chance = 0.5) {
  const lines: string[] = [];
  const log = new AccessLog(
    {
      format: 'json',
      sampleRate: 1,
      sampleErrorsAlways: true,
      includeTraceId: true,
      fields: {},
      instanceId: 'i-1',
      ...options,
    },
    {
      clock: { now: () => 0, monotonic: () => 1012.3456 },
      random: { next: () => chance, bytes: (count) => new Uint8Array(count) },
      log: { write: (stream, line) => void lines.push(`${stream} ${line}`) },
    },
  );
  return {
    log,
    lines,
    json: (story: Parameters<typeof finishedExchange>[0]) => JSON.parse(log.lineOf(finishedExchange(story))),
  };
}

const proxied = {
  query: 'x=1',
  headers: { 'user-agent': 'curl/8', referer: 'http://r/' },
  status: 200,
  route: { id: 'r', upstreamName: 'app' },
  tries: [
    { target: '10.0.0.1:80', fault: new Fault('upstream_refused') },
    { target: '10.0.0.2:80', reused: true },
  ],
  ending: { bytesSent: 42, bytesReceived: 7 },
};

describe('a JSON line', () => {
  test('tells of each request what is so of it, whatever the one before was like', () => {
    const first = { ...proxied, tries: [{ target: '10.0.0.1:80', reused: true }] };
    const changes: readonly Parameters<typeof finishedExchange>[0][] = [
      { method: 'POST' },
      { path: '/b' },
      { query: 'x=2' },
      { query: undefined },
      { headers: { 'user-agent': 'curl/9', referer: 'http://r/' } },
      { headers: { 'user-agent': 'curl/8', referer: 'http://q/' } },
      { headers: {} },
      { id: 'id-2' },
      { later: 1 },
      { address: '1.2.3.5' },
      { host: 'example.org' },
      { host: '' },
      { status: 404 },
      { status: 429 },
      { fault: new Fault('internal') },
      { ending: { bytesSent: 43, bytesReceived: 7 } },
      { ending: { bytesSent: 42, bytesReceived: 8 } },
      { ending: { bytesSent: undefined, bytesReceived: undefined } },
      { ending: { bytesSent: 42, bytesReceived: 7, fault: new Fault('client_left') } },
      { route: { id: 'q', upstreamName: 'app' } },
      { route: undefined },
      { tries: [{ target: '10.0.0.1:80' }] },
      { tries: [{ target: '10.0.0.2:80', reused: true }] },
      { tries: [] },
      { tries: proxied.tries },
    ];
    for (const change of changes) {
      const { json } = open();
      const second = { ...first, ...change };
      const before = json(first);

      assert.deepEqual(json(second), open().json(second), JSON.stringify(change));
      assert.notDeepEqual(json(second), before, JSON.stringify(change));
      assert.deepEqual(json(first), before, JSON.stringify(change));
    }
  });

  test('leaves out the bytes that the runtime does not count', () => {
    const line = open().json({ ...proxied, ending: { bytesSent: undefined, bytesReceived: undefined } });

    assert.deepEqual(
      Object.keys(line).filter((name) => name.includes('bytes')),
      [],
    );
  });

  test('tells everything of a request', () => {
    assert.deepEqual(open().json(proxied), {
      timestamp: '2023-11-14T22:13:20.007Z',
      trace_id: 'id-1',
      method: 'GET',
      path: '/a',
      query: 'x=1',
      protocol: 'HTTP/1.1',
      status: 200,
      body_bytes: 42,
      duration_ms: 12.346,
      client_ip: '1.2.3.4',
      user_agent: 'curl/8',
      referer: 'http://r/',
      host: 'example.com',
      listener: 'main',
      route_id: 'r',
      handler: 'proxy',
      upstream: 'app',
      upstream_attempts: 2,
      instance_id: 'i-1',
      body_bytes_sent: 42,
      body_bytes_received: 7,
      upstream_addr: '10.0.0.2:80',
      connection_reused: true,
      rate_limit_hit: false,
    });
  });

  test('leaves out what there is not', () => {
    const line = open().json({ host: '', fault: new Fault('route_not_found'), ending: { bytesSent: undefined } });

    for (const name of [
      'query',
      'user_agent',
      'referer',
      'host',
      'route_id',
      'upstream',
      'upstream_addr',
      'body_bytes_sent',
    ]) {
      assert.equal(name in line, false, name);
    }
    assert.equal(line.status, 404);
    assert.equal(line.error_code, 'route_not_found');
    assert.equal(line.upstream_attempts, 0);
  });

  test('names what broke the answer off', () => {
    const line = open().json({ status: 200, ending: { fault: new Fault('client_left') } });

    assert.equal(line.status, 200);
    assert.equal(line.error_code, 'client_left');
  });

  test('keeps an empty query apart from none', () => {
    assert.equal(open().json({ query: '' }).query, '');
  });

  test('says when a limit was hit', () => {
    assert.equal(open().json({ status: 429 }).rate_limit_hit, true);
  });

  test('stays one line of JSON, whatever a client sends', () => {
    const hostile = 'a"\n{"x":1}\r\u0000\u001b[2J\u0085\\';
    const { log } = open();
    const line = log.lineOf(
      finishedExchange({
        method: hostile,
        path: hostile,
        query: hostile,
        headers: { 'user-agent': hostile, referer: hostile },
        host: hostile,
      }),
    );

    assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]/);
    assert.equal(JSON.parse(line).user_agent, hostile);
    assert.equal(Object.keys(JSON.parse(line)).includes('x'), false);
  });

  const switches = [
    ['timestamp', 'timestamp'],
    ['traceId', 'trace_id'],
    ['method', 'method'],
    ['path', 'path'],
    ['query', 'query'],
    ['status', 'status'],
    ['latencyMs', 'duration_ms'],
    ['clientIp', 'client_ip'],
    ['userAgent', 'user_agent'],
    ['referer', 'referer'],
    ['bodyBytesSent', 'body_bytes_sent'],
    ['upstreamAddr', 'upstream_addr'],
    ['connectionReused', 'connection_reused'],
    ['rateLimitHit', 'rate_limit_hit'],
  ] as const;
  for (const [name, field] of switches) {
    test(`has no ${field} when that is switched off`, () => {
      assert.equal(field in open({ fields: { [name]: true } }).json(proxied), true);
      assert.equal(field in open({ fields: { [name]: false } }).json(proxied), false);
    });
  }

  test('has no correlation id when that is switched off', () => {
    assert.equal('trace_id' in open({ includeTraceId: false }).json(proxied), false);
  });

  for (const [took, written] of [
    [0, 0],
    [0.0004, 0],
    [0.5, 0.5],
    [1.005, 1.005],
    [1.05, 1.05],
    [60000, 60000],
    [-1, 0],
  ] as const) {
    test(`writes ${took} ms as ${written}`, () => {
      const log = new AccessLog(
        { format: 'json', sampleRate: 1, sampleErrorsAlways: true, includeTraceId: true, fields: {}, instanceId: 'i' },
        {
          clock: { now: () => 0, monotonic: () => 1000 + took },
          random: { next: () => 0, bytes: (count) => new Uint8Array(count) },
          log: { write() {} },
        },
      );

      assert.equal(JSON.parse(log.lineOf(finishedExchange())).duration_ms, written);
    });
  }
});

describe('a combined line', () => {
  test('has the form that log readers know', () => {
    assert.equal(
      open({ format: 'combined' }).log.lineOf(finishedExchange(proxied)),
      '1.2.3.4 - - [14/Nov/2023:22:13:20 +0000] "GET /a?x=1 HTTP/1.1" 200 42 "http://r/" "curl/8" id-1 12ms',
    );
  });

  test('has dashes for what there is not', () => {
    const line = open({ format: 'combined' }).log.lineOf(
      finishedExchange({ address: '', status: 204, ending: { bytesSent: undefined } }),
    );

    assert.equal(line, '- - - [14/Nov/2023:22:13:20 +0000] "GET /a HTTP/1.1" 204 - "-" "-" id-1 12ms');
  });

  test('cannot be split or forged by what a client sends', () => {
    const line = open({ format: 'combined' }).log.lineOf(
      finishedExchange({
        path: '/a" 200 1 "',
        headers: { 'user-agent': 'x"\n1.2.3.4 - - [', referer: '\\"' },
        status: 404,
      }),
    );

    assert.equal(line.split('"').length, 7);
    assert.doesNotMatch(line, /\n/);
  });
});

describe('the access log', () => {
  test('writes a line for each request', () => {
    const { log, lines } = open();

    log.record(finishedExchange());

    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^access \{"timestamp"/);
  });

  test('writes the share of requests it was told', () => {
    const low = open({ sampleRate: 0.3 }, 0.29);
    const high = open({ sampleRate: 0.3 }, 0.3);

    low.log.record(finishedExchange({ status: 200 }));
    high.log.record(finishedExchange({ status: 200 }));

    assert.equal(low.lines.length, 1);
    assert.equal(high.lines.length, 0);
  });

  const failures = [
    { status: 404 },
    { fault: new Fault('internal') },
    { status: 200, ending: { fault: new Fault('upstream_body_broken') } },
  ];
  test('writes every failure, whatever the share, unless told not to', () => {
    const always = open({ sampleRate: 0 });
    const never = open({ sampleRate: 0, sampleErrorsAlways: false });

    for (const story of failures) {
      always.log.record(finishedExchange(story));
      never.log.record(finishedExchange(story));
    }

    assert.equal(always.lines.length, failures.length);
    assert.equal(never.lines.length, 0);
  });
});
