import { convert as convertText } from '../../shared/config/convert.ts';
import { configFiles } from '../config-files.ts';
import type { Command } from './command.ts';
import { configPath, writeProblems } from './read-config.ts';
import { configOption } from './shared-options.ts';
import { Unreadable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Writes a configuration in the other format. */
export const convert: Command = {
  name: 'convert',
  aliases: [],
  about: 'Writes a configuration in the other format: KDL as JSON, JSON as KDL.',
  usage: '[options] [file]',
  options: [configOption, { name: 'to', value: 'format', about: 'kdl or json; the other one when absent.' }],
  examples: ['sentinel convert sentinel.kdl > sentinel.json', 'sentinel convert --to kdl sentinel.json'],
  run(call) {
    const path = configPath(call);
    const to = call.text('to') ?? (path.endsWith('.json') ? 'kdl' : 'json');
    if (to !== 'kdl' && to !== 'json') throw new UsageError(`No format is named "${to}": write kdl or json.`);
    const { text, problems } = convertText(textOf(path), path, to);
    writeProblems({ problems }, call.terminal);
    if (text === undefined) return 1;
    call.terminal.out(text.trimEnd());
    return 0;
  },
};

function textOf(path: string): string {
  try {
    return configFiles.read(path, undefined) as string;
  } catch (error) {
    throw new Unreadable(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
