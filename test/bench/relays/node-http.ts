import { Agent, createServer, request } from 'node:http';

/** The barest relay of Node's own `http`: the baseline (1.00) of every ratio. */
const [port, upstreamPort] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const relayed = request({ host: '127.0.0.1', port: upstreamPort, method, path: url, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  });
  relayed.on('error', () => outgoing.destroy());
  incoming.pipe(relayed);
}).listen(port, '127.0.0.1');
