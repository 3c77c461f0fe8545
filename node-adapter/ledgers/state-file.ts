import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The place of a file that a restart must not forget; its directory is made where it is missing, for its owner alone. */
export function stateFile(directory: string, name: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return join(directory, name);
}
