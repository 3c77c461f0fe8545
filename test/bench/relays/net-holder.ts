import { createServer } from 'node:net';

/** Holds connections and answers everything with 1 KiB: what a socket alone costs. */
const [port] = process.argv.slice(2).map(Number);
const answer = `HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n${'x'.repeat(1024)}`;

createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('data', () => void socket.write(answer, 'latin1'));
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
}).listen({ port: port!, host: '127.0.0.1', backlog: 4096 });
