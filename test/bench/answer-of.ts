import { get } from 'node:http';
import { get as getSecure } from 'node:https';

/** Asks once, over a connection of its own. */
export function answerOf(port: number, path: string, secure = false): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const ask = secure ? getSecure : get;
    const options = { host: '127.0.0.1', port, path, agent: false as const, rejectUnauthorized: false, timeout: 2_000 };
    const request = ask(options, (answer) => {
      let body = '';
      answer.setEncoding('latin1').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer')));
  });
}
