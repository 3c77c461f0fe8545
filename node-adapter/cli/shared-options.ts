import type { CommandOption } from './command.ts';

/** The configuration a command is about. */
export const configOption: CommandOption = {
  name: 'config',
  short: 'c',
  value: 'file',
  about: 'Configuration: .kdl, .json or .ts; SENTINEL_CONFIG, or sentinel.kdl here, when absent.',
};

/** The runtime a configuration is held against. */
export const runtimeOption: CommandOption = {
  name: 'runtime',
  value: 'name',
  about: 'Runtime to check for: node, deno, bun or workerd; the one that runs this when absent.',
};

/** Output for programs. */
export const jsonOption: CommandOption = { name: 'json', about: 'Writes JSON.' };
