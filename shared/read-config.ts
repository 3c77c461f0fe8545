import type { Config } from './config/config.ts';
import { type LoadOptions, loadConfig } from './config/load.ts';
import { ConfigurationError } from './configuration-error.ts';

/** Reads, checks and completes a configuration. Rejects with a {@link ConfigurationError} when there is an error in it. */
export async function readConfig(options: LoadOptions): Promise<Config> {
  const { config, problems } = await loadConfig(options);
  if (!config) throw new ConfigurationError(problems);
  return config;
}
