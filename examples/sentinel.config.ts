// The same language as TypeScript: editors complete names and values, and the type check refuses what is not there.
//
// Run:   npx node examples/origin.ts                        (in another terminal)
//        bun examples/library.ts        or: deno serve --allow-all --port 8080 examples/library.ts
// Try:   curl http://127.0.0.1:8080/api/x      -> origin 3001 or 3002
//        curl http://127.0.0.1:8080/health
import { defineConfig } from 'sentinel-proxy';

export default defineConfig({
  // A fetch host listens itself; of a listener, its namespace, default route and trusted proxies count.
  listeners: [{ id: 'main', address: '127.0.0.1:8080' }],
  routes: [
    {
      id: 'api',
      matches: { 'path-prefix': '/api', method: ['GET', 'POST'] },
      upstream: 'api',
      policies: { 'timeout-secs': 10, 'response-headers': { set: { 'X-Frame-Options': 'DENY' } } },
    },
    { id: 'health', matches: { path: '/health' }, 'builtin-handler': 'health' },
  ],
  upstreams: [
    {
      id: 'api',
      targets: [{ address: '127.0.0.1:3001' }, { address: '127.0.0.1:3002' }],
      'load-balancing': { algorithm: 'least-connections' },
    },
  ],
});
