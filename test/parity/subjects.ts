import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeName } from '../../shared/platform/platform.ts';
import type { SubjectLog } from '../support/subject-log.ts';
import { startProcess } from '../support/subject-process.ts';
import { startWorkerd } from './workerd-subject.ts';

/** What the suite runs on: each runtime, and workerd once more with upstreams reached by its fetch. */
export type SubjectName = RuntimeName | 'workerd-fetch';

/** A running Sentinel. */
export interface Subject {
  readonly runtime: RuntimeName;
  readonly port: number;
  readonly log: SubjectLog;
  /** How it ended by itself; `undefined` while it runs. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

/** Starts Sentinel with a configuration as a process of its own. */
export type StartSubject = (kdl: string, port: number) => Promise<Subject>;

/** How Sentinel is started on each. */
export const subjects: Readonly<Record<SubjectName, StartSubject>> = {
  node: onSockets('node', process.execPath, []),
  deno: onSockets('deno', binary('deno'), ['run', '-A', '--no-check']),
  bun: onSockets('bun', binary('bun'), []),
  workerd: startWorkerd,
  'workerd-fetch': startWorkerd,
};

/** The subjects of this run: `SENTINEL_PARITY=node,deno` chooses, else all. */
export const chosenSubjects = (process.env['SENTINEL_PARITY']?.split(',') ?? Object.keys(subjects)) as SubjectName[];

/** The topics of this run: those whose name holds `SENTINEL_PARITY_TOPIC`, else all. */
export const chosenTopic = process.env['SENTINEL_PARITY_TOPIC'];

/** Whether the programs that a subject needs are there. */
export function isInstalled(subject: SubjectName): boolean {
  return existsSync(binary(subject === 'workerd-fetch' ? 'workerd' : subject));
}

/** A program that the project's packages bring. */
export function binary(name: string): string {
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
}

/** Writes the configuration where a process can read it, for as long as `use` needs it. */
export async function configFile(kdl: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-parity-'));
  const path = join(folder, 'sentinel.kdl');
  await writeFile(path, kdl);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function onSockets(runtime: RuntimeName, program: string, args: readonly string[]): StartSubject {
  return async (kdl, port) => {
    const file = await configFile(kdl);
    const command = { program, args: [...args, 'node-adapter/main.ts', 'run', '-c', file.path] };
    const isReady = (log: SubjectLog) => log.up('listening on');
    const running = await startProcess(command, isReady).catch(async (error: unknown) => {
      await file.remove();
      throw error;
    });
    return {
      runtime,
      port,
      log: running.log,
      ended: running.ended,
      async stop() {
        await running.stop();
        await file.remove();
      },
    };
  };
}
