// Sentinel as a middleware of Hono: what one of its routes takes is proxied, everything else goes on to the application.
//
// Run:   npx node examples/origin.ts                        (in another terminal)
//        bun examples/hono.ts           or: deno serve --allow-all --port 8080 examples/hono.ts
// Try:   curl http://127.0.0.1:8080/api/x      -> origin 3001 or 3002, through Sentinel
//        curl http://127.0.0.1:8080/hello      -> answered by the application
import { Hono } from 'hono';
import { sentinel } from 'sentinel-proxy/hono';
import config from './sentinel.config.ts';

const app = new Hono();

app.use(sentinel({ config, passThrough: true }));
app.get('/hello', (context) => context.text('Hello from the application.\n'));

export default { port: 8080, fetch: app.fetch };
