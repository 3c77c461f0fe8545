import type { Command } from './command.ts';
import { configPath, readConfig, runtimeOf, writeProblems } from './read-config.ts';
import { configOption, jsonOption, runtimeOption } from './shared-options.ts';

/** Reads a configuration and says everything that is wrong with it. */
export const check: Command = {
  name: 'check',
  aliases: ['test', 'validate'],
  about: 'Says everything that is wrong with a configuration.',
  usage: '[options] [file]',
  options: [configOption, runtimeOption, jsonOption],
  examples: ['sentinel check -c sentinel.kdl', 'sentinel check --runtime workerd sentinel.kdl'],
  async run(call) {
    const { terminal } = call;
    const loaded = await readConfig(call);
    const isGood = loaded.config !== undefined;
    if (call.flag('json')) {
      terminal.out(JSON.stringify({ ok: isGood, runtime: runtimeOf(call), problems: loaded.problems }, null, 2));
      return isGood ? 0 : 1;
    }
    writeProblems(loaded, terminal);
    const errors = loaded.problems.filter(({ severity }) => severity === 'error').length;
    if (isGood) terminal.out(terminal.paint('good', `${configPath(call)} is good for ${runtimeOf(call)}.`));
    else terminal.err(`${errors} ${errors === 1 ? 'error' : 'errors'} in ${configPath(call)}.`);
    return isGood ? 0 : 1;
  },
};
