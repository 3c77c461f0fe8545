import { Fault } from '../../shared/errors/fault.ts';
import type { Command } from './command.ts';
import { keyActions, makeKey } from './keys/key-actions.ts';
import { openDesk } from './keys/key-desk.ts';
import { keyOptions } from './keys/key-options.ts';
import { configOption, jsonOption } from './shared-options.ts';
import { Unreadable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Issues virtual keys, and changes what they are good for. */
export const keys: Command = {
  name: 'keys',
  aliases: ['key'],
  about: 'Issues, lists, shows, rotates and revokes virtual keys.',
  usage: '<issue | list | show | rotate | revoke | remove | make> [id] [options]',
  mostWords: 2,
  options: [
    { name: 'url', value: 'url', about: 'Admin API of a running Sentinel; its token is SENTINEL_ADMIN_TOKEN.' },
    { name: 'file', value: 'path', about: 'File of the keys; that of the configuration when there is no --url.' },
    configOption,
    { name: 'grace', value: 'seconds', about: 'How long the old text of a rotated key is still good; 0 when absent.' },
    ...keyOptions,
    jsonOption,
  ],
  examples: [
    'sentinel keys issue --name web --model "gpt-*" --budget 100000/day',
    'sentinel keys list --url https://gate.test/admin',
    'sentinel keys rotate key_0mb2 --grace 3600',
    'sentinel keys make     (a key for the configuration, and its hash)',
  ],
  async run(call) {
    const [name = '', id] = call.rest;
    if (name === 'make') return makeKey(call);
    const action = keyActions.find((each) => each.name === name);
    if (!action)
      throw new UsageError(`Write one of ${keyActions.map((each) => each.name).join(', ')}, make after "keys".`);
    if (action.takesId !== (id !== undefined))
      throw new UsageError(action.takesId ? `Which key? Write its id after "${name}".` : `"${id}" is one too many.`);
    const desk = await openDesk(call).catch(unreadable);
    try {
      return await action.run(desk, call, id ?? '');
    } finally {
      desk.close();
    }
  },
};

function unreadable(error: unknown): never {
  throw error instanceof Fault ? new Unreadable(error.detail ?? error.message) : error;
}
