import { cache } from './cache.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { convert } from './convert.ts';
import { explain } from './explain.ts';
import { keys } from './keys.ts';
import { lint } from './lint.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';

/** Every command, in the order in which help shows them; the first is meant when none is named. */
export const commands: readonly Command[] = [run, check, lint, explain, schema, convert, keys, cache];
