/** The barest relay of Bun's own `serve` and `fetch`: the baseline on Bun. */
interface BunLike {
  serve(options: { port: number; hostname: string; fetch(request: Request): Promise<Response> }): void;
}
const { Bun } = globalThis as unknown as { Bun: BunLike };
const [port, upstreamPort] = process.argv.slice(2).map(Number);

Bun.serve({
  port: port!,
  hostname: '127.0.0.1',
  fetch(request) {
    const { pathname, search } = new URL(request.url);
    const { method, headers, body } = request;
    return fetch(`http://127.0.0.1:${upstreamPort}${pathname}${search}`, { method, headers, body, redirect: 'manual' });
  },
});
