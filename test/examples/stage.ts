import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RawClient, type WholeReply } from '../support/raw-client.ts';
import type { SubjectLog } from '../support/subject-log.ts';
import { type SubjectProcess, startProcess } from '../support/subject-process.ts';
import type { Expectation } from './expectation.ts';
import { Origins } from './origins.ts';
import { listenerPort, portsOf, rewritten } from './rewrite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'node-adapter/main.ts');

/** What a request is made of beside its request line. */
export interface Asking {
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly host?: string;
  /** Port of the listener as the example writes it; 8080 unless given. */
  readonly at?: number;
}

/** What `examples/origin.ts` tells of a request. */
export interface Told {
  /** The port of the origin, as the example writes it. */
  readonly origin: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A copy of an example in a folder of its own, with addresses that are free, and its origins. */
export class Stage {
  readonly folder: string;
  readonly path: string;
  readonly origins: Origins;
  readonly #ports: Map<number, number>;
  readonly #env: Readonly<Record<string, string>>;
  #running: SubjectProcess | undefined;

  private constructor(
    path: string,
    origins: Origins,
    ports: Map<number, number>,
    env: Readonly<Record<string, string>>,
  ) {
    this.folder = dirname(path);
    this.path = path;
    this.origins = origins;
    this.#ports = ports;
    this.#env = env;
  }

  /** Copies an example, `file` counted from the repository, and starts its origins. */
  static async set(file: string, expectation: Expectation): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-example-'));
    const path = join(folder, basename(file));
    const isAlone = dirname(file) === 'examples';
    await cp(join(root, isAlone ? file : dirname(file)), isAlone ? path : folder, { recursive: true });
    const copies = globSync('**/*.{kdl,json,jsonc}', { cwd: folder }).map((name) => join(folder, name));
    const texts = await Promise.all(copies.map((copy) => readFile(copy, 'utf8')));
    const { origins: written, listeners } = portsOf(texts.join('\n'));

    const origins = new Origins();
    const ports = new Map(await origins.start([...written, ...(expectation.more ?? [])], expectation));
    for (const port of listeners) ports.set(port, await listenerPort());
    for (const [i, copy] of copies.entries()) await writeFile(copy, rewritten(texts[i]!, ports, folder));
    for (const [name, text] of Object.entries(expectation.files?.() ?? {})) await writeFile(join(folder, name), text);
    return new Stage(path, origins, ports, expectation.env ?? {});
  }

  /** Runs the program on it, in its folder. */
  async raise(): Promise<void> {
    const command = {
      program: process.execPath,
      args: [main, 'run', '-c', this.path],
      cwd: this.folder,
      env: this.#env,
    };
    this.#running = await startProcess(command, (log) => log.up('listening on'));
  }

  /** Ends the program and runs it again. */
  async restart(): Promise<void> {
    await this.#running?.stop();
    await this.raise();
  }

  async strike(): Promise<void> {
    await this.#running?.stop();
    await this.origins.stopAll();
    await rm(this.folder, { recursive: true, force: true });
  }

  get log(): SubjectLog {
    assert.ok(this.#running, 'the program runs');
    return this.#running.log;
  }

  /** How the program ended by itself; `undefined` while it runs. */
  ended(): string | undefined {
    return this.#running?.ended();
  }

  /** Waits until the program ends by itself, and says how. */
  async end(): Promise<string> {
    while (this.ended() === undefined) await pause();
    return this.ended()!;
  }

  /** Changes the copy of the configuration. */
  async edit(change: (text: string) => string): Promise<void> {
    await writeFile(this.path, change(await readFile(this.path, 'utf8')));
  }

  /** The real port for one that the example writes. */
  port(written: number): number {
    return this.#ports.get(written) ?? assert.fail(`the example has no port ${written}`);
  }

  /** `127.0.0.1:port` for a port that the example writes. */
  address(written: number): string {
    return `127.0.0.1:${this.port(written)}`;
  }

  /** Sends one request, such as `GET /path`, and reads the answer to its end. */
  async ask(line: string, asking: Asking = {}): Promise<WholeReply> {
    const client = await this.start(line, asking);
    const reply = await client.whole(line.slice(0, line.indexOf(' ')));
    client.close();
    return reply;
  }

  /** Sends one request on a connection of its own and does not wait for the answer. */
  async start(line: string, { headers = [], body, host = 'example.test', at = 8080 }: Asking = {}): Promise<RawClient> {
    const client = await RawClient.open(this.port(at));
    const lines = [`${line} HTTP/1.1`, `Host: ${host}`, ...headers];
    if (body !== undefined) lines.push(`Content-Length: ${body.length}`);
    client.send(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
    return client;
  }

  /** Sends one request that an origin must answer with 200; what the origin tells of it. */
  async told(line: string, asking?: Asking): Promise<Told> {
    const reply = await this.ask(line, asking);
    assert.equal(reply.status, 200, `${line}: ${reply.text}`);
    const told = JSON.parse(reply.text) as Told;
    return { ...told, origin: this.origins.written(told.origin) };
  }

  /** The origins that so many requests reach, one after the other. */
  async reached(count: number, line: string, asking?: Asking): Promise<number[]> {
    const ports: number[] = [];
    for (let i = 0; i < count; i += 1) ports.push((await this.told(line, asking)).origin);
    return ports;
  }

  /** The text of a file in the folder, once it is there and fits. */
  async file(name: string, fits: (text: string) => boolean = () => true): Promise<string> {
    const path = join(this.folder, name);
    const deadline = performance.now() + 40_000;
    for (;;) {
      const text = existsSync(path) ? await readFile(path, 'utf8') : undefined;
      if (text !== undefined && fits(text)) return text;
      if (performance.now() > deadline) throw new Error(`${name} is ${text === undefined ? 'not there' : 'not so'}`);
      await pause();
    }
  }
}

/** Files and processes tell nobody when they change; they are looked at again after a moment. */
function pause(): Promise<void> {
  return new Promise((settle) => setTimeout(settle, 20));
}
