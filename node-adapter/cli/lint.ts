import { adviceOn } from '../../shared/config/lint/advice-on.ts';
import type { Command } from './command.ts';
import { readConfig, writeProblems } from './read-config.ts';
import { configOption, jsonOption, runtimeOption } from './shared-options.ts';

/** Reads a configuration and gives advice on what is right but unwise. */
export const lint: Command = {
  name: 'lint',
  aliases: [],
  about: 'Gives advice on a configuration: what is right, but unwise.',
  usage: '[options] [file]',
  options: [configOption, runtimeOption, jsonOption],
  examples: ['sentinel lint -c sentinel.kdl'],
  async run(call) {
    const { terminal } = call;
    const loaded = await readConfig(call);
    const advice = loaded.config ? adviceOn(loaded.config) : [];
    if (call.flag('json')) {
      terminal.out(JSON.stringify({ ok: loaded.config !== undefined, problems: loaded.problems, advice }, null, 2));
      return loaded.config ? 0 : 1;
    }
    writeProblems(loaded, terminal);
    for (const { path, message } of advice) terminal.out(`${terminal.paint('strong', path)}: ${message}`);
    if (loaded.config && advice.length === 0) terminal.out(terminal.paint('good', 'Nothing to advise.'));
    return loaded.config ? 0 : 1;
  },
};
