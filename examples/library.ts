// Sentinel as a library, in any host that serves by a fetch handler: what the application does not answer itself goes
// through the proxy.
//
// Run:   npx node examples/origin.ts                        (in another terminal)
//        bun examples/library.ts        or: deno serve --allow-all --port 8080 examples/library.ts
// Try:   curl http://127.0.0.1:8080/hello      -> answered by the application
//        curl http://127.0.0.1:8080/api/x      -> origin 3001 or 3002, through Sentinel
//        curl -i http://127.0.0.1:8080/other   -> 404 of Sentinel: no route takes it
import { createSentinel } from 'sentinel-proxy';
import config from './sentinel.config.ts';

const sentinel = createSentinel({ config });

export default {
  port: 8080,
  async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === '/hello') return new Response('Hello from the application.\n');
    return sentinel.fetch(request);
  },
};
