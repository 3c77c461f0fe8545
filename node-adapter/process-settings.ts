import { rmSync, writeFileSync } from 'node:fs';
import type { Config } from '../shared/config/config.ts';

type System = Config['system'];

/** Changes to the working directory that the configuration names; before anything is opened. */
export function enterDirectory({ workingDirectory }: System): void {
  if (workingDirectory !== undefined) process.chdir(workingDirectory);
}

/** Writes the process id where the configuration says. Answers what removes the file again. */
export function writePidFile({ pidFile }: System): () => void {
  if (pidFile === undefined) return () => {};
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => {
    try {
      rmSync(pidFile, { force: true });
    } catch {
      // Who gave up the rights to the folder cannot remove the file either; supervisors know stale ones.
    }
  };
}

/** Gives up the rights of the user who started the process; after everything that needs them is open. */
export function becomeUser({ user, group }: System): void {
  if (user === undefined && group === undefined) return;
  if (typeof process.setuid !== 'function' || typeof process.setgid !== 'function') {
    throw new Error('this runtime cannot change the user of a process');
  }
  const newGroup = group ?? user;
  if (newGroup !== undefined) process.setgid(idOf(newGroup));
  if (user === undefined) return;
  // Without this the process would keep the further groups of the user who started it.
  const { initgroups } = process as { initgroups?: (user: string | number, group: string | number) => void };
  if (newGroup !== undefined) initgroups?.call(process, idOf(user), idOf(newGroup));
  process.setuid(idOf(user));
}

function idOf(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}
