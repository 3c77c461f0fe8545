import { createServer, type ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';

/**
 * Events that say when they were sent (`/measured/events?count=&every=`), a place for large bodies
 * (`PUT /measured/bulk`), and 1 KiB of JSON for everything else.
 */
const [port] = process.argv.slice(2).map(Number);
const json = JSON.stringify({ filler: 'x'.repeat(1024 - '{"filler":""}'.length) });

const server = createServer((incoming, outgoing) => {
  const url = new URL(incoming.url!, 'http://origin');
  if (incoming.method === 'PUT') {
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    incoming.on('end', () => outgoing.end(String(bytes)));
  } else if (url.pathname === '/measured/events') {
    sendEvents(outgoing, Number(url.searchParams.get('count')), Number(url.searchParams.get('every')));
  } else outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length }).end(json);
});
server.keepAliveTimeout = 600_000;
server.listen({ port: port!, host: '127.0.0.1', backlog: 8192 });

/** One event at once, the others `every` so many milliseconds; the last closes the stream. */
function sendEvents(outgoing: ServerResponse, count: number, every: number): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const send = (): void => {
    sent += 1;
    outgoing.write(`data: ${process.hrtime.bigint()} ${'.'.repeat(60)}\n\n`);
    if (sent < count) return;
    clearInterval(timer);
    outgoing.end();
  };
  const timer = setInterval(send, every);
  outgoing.on('close', () => clearInterval(timer));
  send();
}
