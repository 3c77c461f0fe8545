import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What to load, and how. */
export interface LoadOptions {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** A Lua script that makes other requests than GET. */
  readonly script?: string | undefined;
  readonly processors?: string;
}

/** What one burst of load found. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Loads over keep-alive with `wrk` from Debian, on processor 1. */
export async function load({ url, seconds, connections, script, processors = '1' }: LoadOptions): Promise<LoadResult> {
  const args = ['-c', processors, 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency'];
  const { stdout } = await run('taskset', [...args, ...(script === undefined ? [] : ['-s', script]), url]);
  const total = /(\d+) requests in ([\d.]+)(m?s)/.exec(stdout);
  if (!total) throw new Error(`wrk answered:\n${stdout}`);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  const badStatus = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  const errors = (socketErrors?.slice(1) ?? [])
    .concat(badStatus?.slice(1) ?? [])
    .reduce((sum, each) => sum + Number(each), 0);
  return {
    requests: Number(total[1]),
    seconds: Number(total[2]),
    errors,
    p50Ms: percentile(stdout, 50),
    p99Ms: percentile(stdout, 99),
  };
}

function percentile(stdout: string, which: number): number {
  const match = new RegExp(`${which}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout);
  if (!match) return Number.NaN;
  const unit = { us: 0.001, ms: 1, s: 1000 }[match[2] as 'us' | 'ms' | 's'];
  return Number(match[1]) * unit;
}
