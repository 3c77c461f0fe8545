import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** The `http-proxy` package with a keep-alive agent. */
const [port, upstreamPort] = process.argv.slice(2).map(Number);
const httpProxy = createRequire(new URL('../peers/package.json', import.meta.url))('http-proxy') as {
  createProxyServer(options: Record<string, unknown>): {
    web(incoming: IncomingMessage, outgoing: ServerResponse, options: object, failed: () => void): void;
  };
};
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${upstreamPort}`, agent, xfwd: true });

createServer((incoming, outgoing) => {
  proxy.web(incoming, outgoing, {}, () => outgoing.destroy());
}).listen(port, '127.0.0.1');
