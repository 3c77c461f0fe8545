import type { ConfigInput } from './config.ts';

/** Types a configuration that is written in TypeScript. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}
