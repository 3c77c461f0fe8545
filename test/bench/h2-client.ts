import { type ClientHttp2Session, connect } from 'node:http2';
import { percentile } from './table.ts';

/**
 * Loads over HTTP/2 and TLS: `h2-client.ts <port> <seconds> <connections> <streams>`. On each connection so many
 * requests are under way at once; each is timed from being sent to its last byte.
 */
const [port, seconds, connections, streams] = process.argv.slice(2).map(Number) as [number, number, number, number];
const took: number[] = [];
let errors = 0;
let isOver = false;

const sessions = Array.from({ length: connections }, () => {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => {
    errors += 1;
  });
  return session;
});
const start = performance.now();
setTimeout(() => {
  isOver = true;
}, seconds * 1000);
await Promise.all(sessions.flatMap((session) => Array.from({ length: streams }, () => askOn(session))));
const elapsed = (performance.now() - start) / 1000;
const result = {
  requests: took.length,
  seconds: elapsed,
  errors,
  p50Ms: percentile(took, 50),
  p99Ms: percentile(took, 99),
};
console.log(JSON.stringify(result));
process.exit(0);

/** One request after another, until the time is over. */
async function askOn(session: ClientHttp2Session): Promise<void> {
  while (!isOver && !session.destroyed) {
    const askedAt = performance.now();
    if (await isAnswered(session)) took.push(performance.now() - askedAt);
    else errors += 1;
  }
}

function isAnswered(session: ClientHttp2Session): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = session.request({ ':path': '/measured' });
    let isGood = false;
    stream.on('response', ({ ':status': status }) => {
      isGood = status === 200;
    });
    stream.on('error', () => resolve(false));
    stream.on('end', () => resolve(isGood));
    stream.resume();
  });
}
