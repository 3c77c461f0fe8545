import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createNet, type Server as NetServer, type Socket } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { socketPlatform } from '../../../node-adapter/platform.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { grpcProbe } from '../../../shared/upstream/health/grpc-probe.ts';
import { httpProbe } from '../../../shared/upstream/health/http-probe.ts';
import { inferenceProbe } from '../../../shared/upstream/health/inference-probe.ts';
import { type Probe, Stopping } from '../../../shared/upstream/health/probe.ts';
import { tcpProbe } from '../../../shared/upstream/health/tcp-probe.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import { freePort } from '../../support/ports.ts';
import { targetOf } from '../../support/targets.ts';
import { whenClosed } from '../../support/when-closed.ts';

const platform = socketPlatform({ write() {} });
const common = { host: undefined, headers: [], port: undefined, timeoutMs: 300 } as const;
const http = { ...common, method: 'GET', path: '/health', statuses: [{ from: 200, to: 299 }], bodyFits: undefined };
const models = { ...common, endpoint: '/v1/models', expectedModels: ['large'], readiness: undefined };

const open: (Server | Http2Server | NetServer)[] = [];
const sockets = new Set<Socket>();

async function listen<S extends Server | Http2Server | NetServer>(server: S): Promise<Target> {
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return targetAt((server.address() as AddressInfo).port);
}

function targetAt(port: number): Target {
  const { address, ...target } = targetOf(`127.0.0.1:${port}`);
  return { ...target, address: { ...address, host: '127.0.0.1', port }, index: 0, inFlight: 0 };
}

const pages = (listener: RequestListener) => listen(createServer(listener));
const grpc = (answer: (stream: ServerHttp2Stream) => void) => {
  const server = createHttp2();
  server.on('stream', answer);
  return listen(server);
};
/** Answers the health service with a serving status. */
const serving = (status: number, code = '0') =>
  grpc((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': code }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, status]));
  });
const silent = () => listen(createNet());

/** What a check comes to: passed, or what failed. */
async function outcome(probe: Probe, target: Target, stopping = new Stopping()): Promise<string> {
  try {
    const result = await probe.ask(target, stopping);
    return result.ok ? 'passed' : result.reason;
  } catch (error) {
    return Fault.from(error).code;
  }
}

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
});
after(() => platform.transport.close());

const probes = {
  tcp: { probe: tcpProbe(common, platform), well: () => listen(createNet()) },
  http: { probe: httpProbe(http, platform), well: () => pages((_, response) => response.end()) },
  grpc: { probe: grpcProbe({ ...common, service: 'shop' }, platform), well: () => serving(1) },
  inference: {
    probe: inferenceProbe(models, platform),
    well: () => pages((_, response) => response.end('{"data":[{"id":"large"}]}')),
  },
} as const;

for (const [name, { probe, well }] of Object.entries(probes)) {
  describe(`a probe by ${name}`, () => {
    test('passes where all is well, again and again', async () => {
      const target = await well();

      assert.deepEqual([await outcome(probe, target), await outcome(probe, target)], ['passed', 'passed']);
    });

    test('fails where nobody listens', async () => {
      assert.equal(await outcome(probe, targetAt(await freePort())), 'upstream_refused');
    });

    test('keeps no connection', async () => {
      const target = await well();
      await outcome(probe, target);
      for (const socket of sockets) if (!socket.destroyed) await whenClosed(socket);

      assert.ok([...sockets].every(({ destroyed }) => destroyed));
    });

    if (name === 'tcp') return;

    test('fails in time where nobody answers', { timeout: 60_000 }, async () => {
      assert.match(await outcome(probe, await silent()), /timeout/);
    });

    test('is over at once when it is stopped', async () => {
      const stopping = new Stopping();
      const asking = outcome(probe, await silent(), stopping);
      await new Promise((settle) => setTimeout(settle, 50));
      stopping.stop(new Fault('shutting_down'));

      assert.equal(await asking, 'shutting_down');
    });
  });
}

describe('what probes look at', () => {
  let received: { method: string | undefined; url: string | undefined; headers: NodeJS.Dict<string | string[]> };
  before(() => {
    received = { method: undefined, url: undefined, headers: {} };
  });

  test('a status out of the ranges fails, and is named', async () => {
    const target = await pages((_, response) => response.writeHead(302).end());

    assert.equal(await outcome(probes.http.probe, target), 'status 302');
  });

  test('a body without end is read only so far, and passes when what is looked for came before', async () => {
    const target = await pages((_, response) => {
      const more = (): boolean => response.write('fine'.repeat(4000), more);
      more();
    });
    const probe = httpProbe(
      { ...http, bodyFits: (text) => text.startsWith('fine') && text.length <= 65_536 },
      platform,
    );

    assert.equal(await outcome(probe, target), 'passed');
  });

  test('a body that drips is given up in time', async () => {
    const target = await pages((_, response) => {
      response.write('f');
      setInterval(() => response.write('f'), 50).unref();
    });

    assert.match(await outcome(probes.http.probe, target), /timeout/);
  });

  test('who asks is said, with the host of the target and the fields of the configuration', async () => {
    const target = await pages(({ method, url, headers }, response) => {
      received = { method, url, headers };
      response.end();
    });
    await outcome(httpProbe({ ...http, path: '/h?x=1', headers: [['x-check', '1']] }, platform), target);

    assert.deepEqual([received.method, received.url], ['GET', '/h?x=1']);
    assert.equal(received.headers['host'], target.name);
    assert.equal(received.headers['user-agent'], 'Sentinel-HealthCheck');
    assert.equal(received.headers['x-check'], '1');
  });

  test('a model counts by its whole name alone', async () => {
    const target = await pages((_, response) => response.end('{"data":[{"id":"large-2"},{"id":"lar"}]}'));

    assert.equal(await outcome(probes.inference.probe, target), 'without the model large');
  });

  for (const [status, reason] of [
    [0, 'UNKNOWN'],
    [2, 'NOT_SERVING'],
    [3, 'SERVICE_UNKNOWN'],
  ] as const) {
    test(`the serving status ${reason} fails`, async () => {
      assert.equal(await outcome(probes.grpc.probe, await serving(status)), reason);
    });
  }

  test('a call of gRPC that fails does so in its trailers, or in its head where there is no message', async () => {
    const headOnly = await grpc((stream) => {
      stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true });
    });

    assert.equal(await outcome(probes.grpc.probe, await serving(1, '5')), 'grpc-status 5');
    assert.equal(await outcome(probes.grpc.probe, headOnly), 'grpc-status 12');
  });

  test('the service is named in the message of gRPC', async () => {
    let sent = Buffer.alloc(0);
    const target = await grpc((stream) => {
      stream.on('data', (bytes: Buffer) => {
        sent = Buffer.concat([sent, bytes]);
      });
      stream.on('end', () => stream.respond({ ':status': 200, 'grpc-status': '0' }, { endStream: true }));
    });
    await outcome(probes.grpc.probe, target);

    assert.deepEqual([...sent], [0, 0, 0, 0, 6, 0x0a, 4, ...Buffer.from('shop')]);
  });
});
