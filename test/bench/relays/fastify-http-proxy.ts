import { createRequire } from 'node:module';

/** `@fastify/http-proxy` with its defaults. */
const [port, upstreamPort] = process.argv.slice(2).map(Number);
const requirePeer = createRequire(new URL('../peers/package.json', import.meta.url));
const server = (
  requirePeer('fastify') as () => {
    register(plugin: unknown, options: object): void;
    listen(options: { port: number; host: string }): Promise<string>;
  }
)();

server.register(requirePeer('@fastify/http-proxy'), { upstream: `http://127.0.0.1:${upstreamPort}` });
await server.listen({ port: port!, host: '127.0.0.1' });
