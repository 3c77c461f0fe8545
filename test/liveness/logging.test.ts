import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

const accessLog = (text: string): Slots => ({ logging: `access-log { ${text} }` });

/** Whether lines of the access log have this field. */
const has = (field: string) => async (stage: Stage) => {
  await stage.ask({ target: '/?a=b', headers: { 'user-agent': 'test', referer: 'there' } });
  return stage.logged('access').map((line) => field in line);
};

describe('access log', () => {
  const field = (setting: string, key: string, inLine: string) =>
    alive(setting, 'takes its field out of the lines when it is false', {
      off: accessLog(''),
      on: accessLog(`fields { ${key} #false }`),
      see: has(inLine),
      shows: [[true], [false]],
    });
  field('observability.logging.access-log.fields.timestamp', 'timestamp', 'timestamp');
  field('observability.logging.access-log.fields.trace-id', 'trace-id', 'trace_id');
  field('observability.logging.access-log.fields.method', 'method', 'method');
  field('observability.logging.access-log.fields.path', 'path', 'path');
  field('observability.logging.access-log.fields.query', 'query', 'query');
  field('observability.logging.access-log.fields.status', 'status', 'status');
  field('observability.logging.access-log.fields.latency-ms', 'latency-ms', 'duration_ms');
  field('observability.logging.access-log.fields.client-ip', 'client-ip', 'client_ip');
  field('observability.logging.access-log.fields.user-agent', 'user-agent', 'user_agent');
  field('observability.logging.access-log.fields.referer', 'referer', 'referer');
  field('observability.logging.access-log.fields.body-bytes-sent', 'body-bytes-sent', 'body_bytes_sent');
  field('observability.logging.access-log.fields.upstream-addr', 'upstream-addr', 'upstream_addr');
  field('observability.logging.access-log.fields.connection-reused', 'connection-reused', 'connection_reused');
  field('observability.logging.access-log.fields.rate-limit-hit', 'rate-limit-hit', 'rate_limit_hit');
  alive('observability.logging.access-log.include-trace-id', 'takes the id out of the lines when it is false', {
    off: accessLog(''),
    on: accessLog('include-trace-id #false'),
    see: has('trace_id'),
    shows: [[true], [false]],
  });

  const linesAfter = (count: number) => async (stage: Stage) => {
    await stage.times(count);
    return stage.lines('access').length;
  };
  alive('observability.logging.access-log.enabled', 'logs requests', {
    off: accessLog('enabled #false'),
    on: accessLog('enabled #true'),
    see: linesAfter(3),
    shows: [0, 3],
  });
  alive('observability.logging.access-log.format', 'is the form of the lines', {
    off: accessLog('format "json"'),
    on: accessLog('format "combined"'),
    see: async (stage) => {
      await stage.ask();
      return stage.lines('access')[0]![0];
    },
    shows: ['{', '1'],
  });
  alive('observability.logging.access-log.sample-rate', 'is the share of requests that are logged', {
    off: accessLog('sample-rate 1'),
    on: accessLog('sample-rate 0.1'),
    see: async (stage) => (await linesAfter(100)(stage)) > 50,
    shows: [true, false],
  });
  alive('observability.logging.access-log.sample-errors-always', 'logs failures whatever the share', {
    off: accessLog('sample-rate 0; sample-errors-always #false'),
    on: accessLog('sample-rate 0; sample-errors-always #true'),
    see: (stage) => {
      stage.origin = (call) => call.answer(500);
      return linesAfter(2)(stage);
    },
    shows: [0, 2],
  });
});

describe('error log', () => {
  const levels = async (stage: Stage) => {
    stage.origin = (call) => call.refuse();
    await stage.ask();
    await stage.ask({ target: '/a\\..\\b' });
    return stage.logged('error').map(({ level }) => level);
  };
  const once = 'retry-policy { max-attempts 1 }';
  alive('observability.logging.error-log.enabled', 'logs what goes wrong', {
    off: { logging: 'error-log { enabled #false }', route: once },
    on: { logging: 'error-log { enabled #true }', route: once },
    see: levels,
    shows: [[], ['error', 'warn']],
  });
  alive('observability.logging.error-log.level', 'is how bad it must be', {
    off: { logging: 'error-log { level "warn" }', route: once },
    on: { logging: 'error-log { level "error" }', route: once },
    see: levels,
    shows: [['error', 'warn'], ['error']],
  });
});

describe('audit log', () => {
  const refused = async (stage: Stage) => {
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
    };
    await stage.ask({ headers });
    return stage.logged('audit').map(({ event_type: type }) => type);
  };
  alive('observability.logging.audit-log.enabled', 'logs what is refused', {
    off: { logging: 'audit-log { enabled #false }' },
    on: { logging: 'audit-log { enabled #true }' },
    see: refused,
    shows: [[], ['blocked']],
  });
  alive('observability.logging.audit-log.log-blocked', 'leaves out what was blocked when it is false', {
    off: { logging: 'audit-log { }' },
    on: { logging: 'audit-log { log-blocked #false }' },
    see: refused,
    shows: [['blocked'], []],
  });
});
