import { execFile } from 'node:child_process';

/** Runs a program to its end and answers what it printed; rejects when it fails. */
export function run(program: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: 64 << 20, timeout: 120_000 } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ended with exit ${error.code}: ${stderr.toString()}`));
    });
  });
}
