import { request } from 'node:http';
import { percentile } from './table.ts';

/**
 * Takes in event streams and says how long events were on their way:
 * `stream-client.ts <port> <streams> <events> <milliseconds between>`. Origin and client read the same clock.
 */
const [port, streams, count, every] = process.argv.slice(2).map(Number) as [number, number, number, number];
const firsts: number[] = [];
const delays: number[] = [];

await Promise.all(Array.from({ length: streams }, takeStream));
console.log(
  JSON.stringify({
    events: delays.length,
    firstP50Ms: percentile(firsts, 50),
    firstP99Ms: percentile(firsts, 99),
    delayP50Ms: percentile(delays, 50),
    delayP99Ms: percentile(delays, 99),
  }),
);

function takeStream(): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `/measured/events?count=${count}&every=${every}`;
    const askedAt = process.hrtime.bigint();
    let isFirst = true;
    let rest = '';
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      answer.setEncoding('latin1').on('data', (text: string) => {
        const now = process.hrtime.bigint();
        if (isFirst) firsts.push(millis(now - askedAt));
        isFirst = false;
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) delays.push(millis(now - BigInt(part.split(' ')[1]!)));
      });
      answer.on('end', resolve);
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function millis(nanos: bigint): number {
  return Number(nanos) / 1e6;
}
