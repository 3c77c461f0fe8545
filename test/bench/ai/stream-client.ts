import { Agent, request } from 'node:http';
import { percentile } from '../table.ts';
import { portkeyFields } from './portkey.ts';

/**
 * Takes in streams of chats and says how long their pieces were on the way:
 * `stream-client.ts <port> <origin port> <streams> <at once> <events> <milliseconds between>`. Origin and client read
 * the same clock. Whoever asks one stream after the other keeps the connection.
 */
const [port, origin, streams, atOnce, count, every] = process.argv.slice(2).map(Number) as Numbers;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const body = JSON.stringify({
  model: `stream-${count}-${every}`,
  stream: true,
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'Tell me the time, again and again. '.repeat(20) },
  ],
});
const headers = {
  ...portkeyFields(origin),
  authorization: 'Bearer key-of-a-client',
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
};
const firsts: number[] = [];
const delays: number[] = [];
let left = streams;

await Promise.all(Array.from({ length: atOnce }, takeStreams));
console.log(
  JSON.stringify({
    events: delays.length,
    firstP10Ms: percentile(firsts, 10),
    firstP50Ms: percentile(firsts, 50),
    delayP50Ms: percentile(delays, 50),
    delayP99Ms: percentile(delays, 99),
  }),
);
process.exit();

type Numbers = [number, number, number, number, number, number];

async function takeStreams(): Promise<void> {
  while (left > 0) {
    left -= 1;
    await takeStream();
  }
}

function takeStream(): Promise<void> {
  return new Promise((resolve, reject) => {
    const askedAt = process.hrtime.bigint();
    let isFirst = true;
    let rest = '';
    const asked = request(
      { host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', headers, agent },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
        answer.setEncoding('latin1').on('data', (text: string) => {
          const now = process.hrtime.bigint();
          const parts = (rest + text).split('\n\n');
          rest = parts.pop() ?? '';
          for (const part of parts) {
            const sentAt = /"content":" (\d+)"/.exec(part)?.[1];
            if (sentAt === undefined) continue;
            if (isFirst) firsts.push(millis(now - askedAt));
            isFirst = false;
            delays.push(millis(now - BigInt(sentAt)));
          }
        });
        answer.on('end', resolve);
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

function millis(nanos: bigint): number {
  return Number(nanos) / 1e6;
}
