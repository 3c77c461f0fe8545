import { jsonSchema } from '../../shared/config/json-schema.ts';
import type { Command } from './command.ts';

/** Writes the JSON Schema of configurations, for editors. */
export const schema: Command = {
  name: 'schema',
  aliases: [],
  about: 'Writes the JSON Schema of configurations, for editors.',
  usage: '',
  options: [],
  examples: ['sentinel schema > sentinel.schema.json'],
  run({ terminal }) {
    terminal.out(JSON.stringify(jsonSchema(), null, 2));
    return 0;
  },
};
