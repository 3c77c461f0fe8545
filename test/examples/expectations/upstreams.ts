import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../parity/error-code.ts';
import { field } from '../../support/raw-message.ts';
import { encodeFrame, opcodes, readFrame } from '../../support/websocket-frames.ts';
import { handshake } from '../../support/websocket-peer.ts';
import { selfSigned } from '../certificate.ts';
import type { Expectation } from '../expectation.ts';
import type { Stage } from '../stage.ts';

interface UpstreamsPage {
  readonly upstreams: readonly {
    readonly discovery: { readonly type: string; readonly state: string } | null;
    readonly targets: readonly {
      readonly address: string;
      readonly status: string;
      readonly check: { readonly state: string } | null;
      readonly circuit_breaker: string | null;
      readonly share: number;
    }[];
  }[];
}

const ownName = selfSigned('app.internal');

/** Examples about what happens between Sentinel and its upstreams. */
export const upstreams: Readonly<Record<string, Expectation>> = {
  'examples/retries.kdl': {
    shows: 'tries again where that is safe',
    async run(stage) {
      for (let i = 0; i < 4; i += 1) assert.equal((await stage.ask('GET /flaky')).status, 200);
      assert.equal((await stage.ask('POST /break', { body: 'pay' })).status, 502);
      assert.equal((await stage.ask('GET /break/1')).status, 502);

      const tries = async (part: string) => {
        // The error log tells of the same requests, at times first.
        const line = await stage.log.line((one) => one.includes(part) && one.includes('"upstream_attempts"'));
        return (JSON.parse(line) as { upstream_attempts: number }).upstream_attempts;
      };
      assert.equal(await tries('"method":"POST"'), 1);
      assert.equal(await tries('/break/1'), 3);
    },
  },
  'examples/hedging.kdl': {
    shows: 'asks another target beside a slow one, and nobody twice for a POST',
    async run(stage) {
      assert.equal((await stage.ask('GET /jam/60000')).status, 200);
      assert.equal((await stage.ask('POST /slow/500', { body: 'pay' })).status, 200);

      const line = async (part: string) => stage.log.line((one) => one.includes(part) && one.includes('duration_ms'));
      assert.match(await line('/jam/'), /"upstream_attempts":2,"upstream_hedges":1/);
      assert.match(await line('"POST"'), /"upstream_attempts":1,/);
    },
  },
  'examples/fallback.kdl': {
    shows: 'turns to the next upstream where that is safe, and tells why',
    async run(stage) {
      const reason = async (line: string) => field(await stage.ask(line), 'x-fallback-reason');
      assert.equal(await reason('GET /down/'), 'connection_error_upstream_refused');
      assert.equal(await reason('GET /app/status/503'), 'error_code_503');
      assert.equal(await reason('GET /app/'), undefined);
      assert.equal((await stage.ask('POST /app/break', { body: 'pay' })).status, 502);

      const slow = await stage.start('GET /app/slow/1000');
      assert.match(
        field(await slow.whole('GET'), 'x-fallback-reason') ?? '',
        /^latency_threshold_\d+ms_exceeded_500ms$/,
      );
      slow.close();
    },
  },
  'examples/shadow.kdl': {
    shows: 'copies requests, with their bodies, and answers as the first upstream does',
    async run(stage) {
      assert.equal((await stage.told('POST /a', { body: 'order' })).origin, 3001);
      assert.equal((await stage.told('GET /b')).origin, 3001);
      const page = async () => {
        const { text } = await stage.ask('GET /-/upstreams', { host: 'localhost' });
        return (JSON.parse(text) as { shadows: readonly { sent: number; answered: number }[] }).shadows[0]!;
      };
      for (let i = 0; i < 100 && (await page()).answered < 2; i += 1);

      const { sent, answered } = await page();
      assert.deepEqual([sent, answered], [2, 2]);
    },
  },
  'examples/timeouts.kdl': {
    shows: 'answers each wait that is too long with its own code, and leaves streams alone',
    async run(stage) {
      const [good, late, hasty, stream] = await Promise.all(
        ['/app/slow/300', '/app/slow/60000', '/hasty/slow/60000', '/app/events'].map((path) =>
          stage.ask(`GET ${path}`),
        ),
      );

      assert.equal(good!.status, 200);
      assert.deepEqual([late!.status, errorCode(late!)], [504, 'upstream_first_byte_timeout']);
      assert.deepEqual([hasty!.status, errorCode(hasty!)], [504, 'total_timeout']);
      assert.match(stream!.text, /event 5/);
    },
  },
  'examples/passive-health.kdl': {
    shows: 'leaves a target out that fails, and hides the failures where nothing was sent',
    down: [3002],
    async run(stage) {
      for (let i = 0; i < 6; i += 1) assert.equal((await stage.ask('GET /')).status, 200);
      const page = await stage.ask('GET /-/upstreams', { host: 'localhost' });

      const [app] = (JSON.parse(page.text) as UpstreamsPage).upstreams;
      assert.deepEqual(
        app!.targets.map(({ address, status }) => [address, status]),
        [
          [stage.address(3001), 'healthy'],
          ['127.0.0.1:1', 'unhealthy'],
        ],
      );
    },
  },
  'examples/health-checks.kdl': {
    shows: 'uses the targets whose checks pass, and says of the others what was found',
    down: [3002],
    async run(stage) {
      let statuses: number[] = [];
      while (statuses.length < 6 || statuses.some((status) => status !== 200)) {
        statuses = [...statuses.slice(-5), (await stage.ask('GET /')).status];
      }
      const page = await stage.ask('GET /-/upstreams', { host: 'localhost' });
      const health = await stage.ask('GET /-/health');

      const [app] = (JSON.parse(page.text) as UpstreamsPage).upstreams;
      assert.deepEqual(
        app!.targets.map(({ status, check }) => [status, check?.state]),
        [
          ['healthy', 'healthy'],
          ['unhealthy', 'unhealthy'],
        ],
      );
      assert.deepEqual(JSON.parse(health.text).upstreams, { healthy: 0, degraded: 1, unavailable: 0 });
    },
  },
  'examples/model-warmth.kdl': {
    shows: 'leaves a tenth of their requests to targets that answer more slowly than they did',
    async run(stage) {
      for (let i = 0; i < 6; i += 1) await stage.ask('GET /v1/models');
      const quick = await shares(stage);
      for (let i = 0; i < 6; i += 1) await stage.ask('GET /slow/400');

      assert.deepEqual(
        [quick, await shares(stage)],
        [
          [1, 1],
          [0.1, 0.1],
        ],
      );
    },
  },
  'examples/discovery.kdl': {
    shows: 'takes its targets from a file, and follows it',
    more: [3001, 3002],
    files: () => ({ 'targets.txt': '' }),
    async run(stage) {
      const name = join(stage.folder, 'targets.txt');
      const used = new Set<number>();
      writeFileSync(name, `${stage.address(3001)} weight=2 zone=a\n`);
      while (!used.has(3001)) if ((await stage.ask('GET /')).status === 200) used.add(3001);
      writeFileSync(name, `${stage.address(3001)}\n${stage.address(3002)}\n`);
      let addresses: readonly string[] = [];
      while (addresses.length < 2) {
        const page = await stage.ask('GET /-/upstreams', { host: 'localhost' });
        const [app] = (JSON.parse(page.text) as UpstreamsPage).upstreams;
        addresses = app!.targets.map(({ address }) => address);
        assert.equal(app!.discovery?.type, 'file');
      }

      assert.deepEqual(addresses.toSorted(), [stage.address(3001), stage.address(3002)].toSorted());
    },
  },
  'examples/circuit-breaker.kdl': {
    shows: 'sends nothing more after failures in a row',
    async run(stage) {
      for (let i = 0; i < 2; i += 1) assert.equal((await stage.ask('GET /status/503')).status, 503);
      const reply = await stage.ask('GET /');
      const page = await stage.ask('GET /-/upstreams', { host: 'localhost' });

      assert.deepEqual([reply.status, errorCode(reply)], [503, 'no_healthy_target']);
      assert.equal((JSON.parse(page.text) as UpstreamsPage).upstreams[0]!.targets[0]!.circuit_breaker, 'open');
    },
  },
  'examples/http2-upstream.kdl': {
    shows: 'speaks HTTP/2 with the upstream that asks for it, and HTTP/1.1 with the other',
    http2: [3002],
    async run(stage) {
      assert.equal((await stage.ask('GET /grpc/')).text, 'HTTP/2.0');
      assert.equal((await stage.told('GET /rest/')).origin, 3001);
    },
  },
  'examples/host-header.kdl': {
    shows: 'sends upstreams the Host of the client, of the target, or a fixed one',
    async run(stage) {
      const hosts: unknown[] = [];
      for (const route of ['preserve', 'target', 'fixed']) {
        const { headers } = await stage.told(`GET /${route}`, { host: 'shop.test' });
        assert.equal(headers['x-forwarded-host'], 'shop.test');
        hosts.push(headers['host']);
      }

      assert.deepEqual(hosts, ['shop.test', stage.address(3001), 'app.internal']);
    },
  },
  'examples/connection-pool.kdl': {
    shows: 'sends the second request on the connection of the first',
    async run(stage) {
      await stage.told('GET /a');
      await stage.told('GET /b');

      const lines = [
        await stage.log.line((line) => line.includes('"/a"')),
        await stage.log.line((line) => line.includes('"/b"')),
      ];
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { connection_reused: boolean }).connection_reused),
        [false, true],
      );
    },
  },
  'examples/websocket.kdl': {
    shows: 'joins WebSockets where the route allows it, and refuses them elsewhere',
    async run(stage) {
      const client = await stage.start('GET /chat', { headers: handshake });
      assert.equal((await client.reply()).status, 101);
      client.send(encodeFrame(opcodes.text, Buffer.from('hello'), { masked: true }));
      assert.equal((await readFrame(client.reader))?.payload.toString(), 'hello');
      client.close();

      assert.equal((await stage.ask('GET /news', { headers: handshake })).status, 403);
    },
  },
  'examples/streaming.kdl': {
    shows: 'hands on each piece of a stream as it comes',
    async run(stage) {
      const client = await stage.start('GET /events');
      const reply = await client.reply();
      const first = await reply.body.next();

      assert.match(String(first), /event 1/);
      assert.doesNotMatch(String(first), /event 5/);
      assert.match(Buffer.concat(await reply.body.chunks()).toString(), /event 5/);
      client.close();
    },
  },
  'examples/upstream-tls.kdl': {
    shows: 'trusts its own authority, and nobody unknown',
    files: () => ({ 'origin-cert.pem': ownName.cert }),
    tls: () => ownName,
    async run(stage) {
      assert.equal((await stage.told('GET /good')).url, '/good');

      const strange = await stage.ask('GET /strange');
      assert.deepEqual([strange.status, errorCode(strange)], [502, 'upstream_tls_failed']);
    },
  },
};

/** The share of its requests that each target gets now. */
async function shares(stage: Stage): Promise<readonly number[]> {
  const { text } = await stage.ask('GET /-/upstreams', { host: 'localhost' });
  return (JSON.parse(text) as UpstreamsPage).upstreams[0]!.targets.map(({ share }) => share);
}
