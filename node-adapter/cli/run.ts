import { ConfigSource } from '../config-source.ts';
import { runDemo } from '../demo/run-demo.ts';
import { messageOf } from '../message-of.ts';
import { run as runSource } from '../run.ts';
import type { Command } from './command.ts';
import { findConfigPath } from './read-config.ts';
import { configOption } from './shared-options.ts';

/** Serves by a configuration, or by the embedded one when there is none. */
export const run: Command = {
  name: 'run',
  aliases: ['serve', 'start'],
  about: 'Serves by a configuration until it is told to end.',
  usage: '[options] [file]',
  options: [configOption],
  examples: ['sentinel run -c sentinel.kdl', 'sentinel run'],
  async run(call) {
    const { terminal } = call;
    try {
      const path = findConfigPath(call);
      return path === undefined ? await runDemo(terminal) : await runSource(new ConfigSource(path), terminal);
    } catch (error) {
      terminal.err(terminal.paint('bad', messageOf(error)));
      return 1;
    }
  },
};
