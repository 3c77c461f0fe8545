/** The barest relay of Deno's own `serve` and `fetch`: the baseline on Deno. */
interface DenoLike {
  readonly args: readonly string[];
  serve(
    options: { port: number; hostname: string; onListen(): void },
    handler: (request: Request) => Promise<Response>,
  ): void;
}
const { Deno } = globalThis as unknown as { Deno: DenoLike };
const [port, upstreamPort] = Deno.args.map(Number);

Deno.serve({ port: port!, hostname: '127.0.0.1', onListen() {} }, (request) => {
  const { pathname, search } = new URL(request.url);
  const { method, headers, body } = request;
  return fetch(`http://127.0.0.1:${upstreamPort}${pathname}${search}`, { method, headers, body, redirect: 'manual' });
});
