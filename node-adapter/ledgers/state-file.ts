import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../shared/config/config.ts';
import { Fault } from '../../shared/errors/fault.ts';

/**
 * Tells where files are that a restart must not forget. Their directory is made where it is missing, for its owner
 * alone; a process that will give up its rights would make it for the wrong owner, and wants it to be there.
 */
export function stateFiles({
  user,
  group,
}: Pick<Config['system'], 'user' | 'group'>): (directory: string, name: string) => string {
  return (directory, name) => {
    const becomesOther = user !== undefined || group !== undefined;
    if (!becomesOther) mkdirSync(directory, { recursive: true, mode: 0o700 });
    else if (!existsSync(directory)) throw missing(directory, user ?? group);
    return join(directory, name);
  };
}

function missing(directory: string, owner: string | undefined): Fault {
  return new Fault('internal', { detail: `there is no folder "${directory}": make it for "${owner}"` });
}
