import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const program = `
const [name, port] = process.argv.slice(1);
require('node:http')
  .createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end(name));
  })
  .listen(Number(port), '127.0.0.1', () => console.log('ready'));
`;

/** An origin in a process of its own, which answers with its name and may be paused, killed and started again. */
export class OriginProcess {
  readonly name: string;
  readonly port: number;
  #child: ChildProcess | undefined;

  constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['-e', program, this.name, String(this.port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    await once(child.stdout, 'data');
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
