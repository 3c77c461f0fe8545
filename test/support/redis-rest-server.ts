import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';

/** The REST face of a Redis, as Upstash has it: one command as a JSON array, `{result}` or `{error}` as the answer. */
export interface RedisRestServer {
  readonly url: string;
  readonly token: string;
  /** Requests so far. */
  readonly requests: number;
  stop(): Promise<void>;
}

export async function startRedisRest(redisUrl: string): Promise<RedisRestServer> {
  const token = 'secret-of-the-test';
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false });
  redis.on('error', () => undefined);
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void answer(redis, token, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    get requests() {
      return requests;
    },
    stop: () => stop(server, redis),
  };
}

async function answer(
  redis: Redis,
  token: string,
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { status: 401, body: { error: 'WRONGPASS invalid or missing auth token' } };
  }
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const command: unknown = parsed(text);
  if (request.method !== 'POST' || request.url !== '/' || !isCommand(command)) {
    return { status: 400, body: { error: 'ERR failed to parse command' } };
  }
  try {
    const [name, ...words] = command;
    return { status: 200, body: { result: await redis.call(name, ...words.map(String)) } };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}

function isCommand(value: unknown): value is [string, ...unknown[]] {
  return Array.isArray(value) && typeof value[0] === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function stop(server: Server, redis: Redis): Promise<void> {
  redis.disconnect();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
