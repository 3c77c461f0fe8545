import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Config } from '../shared/config/config.ts';
import { readConfig } from '../shared/read-config.ts';
import { configEntry } from './config-entry.ts';
import { configFiles } from './config-files.ts';
import { runtimeName } from './runtime-name.ts';

/** How long files must have been quiet before a change counts: editors and deployments write more than once. */
const quietMs = 200;

/** A configuration on disk: reads it, and tells when one of its files changes. */
export class ConfigSource {
  /** Absolute, so that it stays the same when the working directory changes. */
  readonly path: string;
  /** Every file that the last reading looked at. */
  #files: ReadonlySet<string> = new Set();
  #watchers: FSWatcher[] = [];
  #quiet: NodeJS.Timeout | undefined = undefined;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Reads the configuration as it is now. Rejects with a `ConfigurationError` when it cannot be used. */
  async load(): Promise<Config> {
    const files = new Set<string>([this.path]);
    const read = (path: string, from: string | undefined): string | Promise<string> => {
      files.add(resolve(from === undefined ? '.' : dirname(from), path));
      return configFiles.read(path, from);
    };
    try {
      return await readConfig({
        entry: await configEntry(this.path),
        env: process.env,
        runtime: runtimeName(),
        read,
        resolve: configFiles.resolve,
        glob: configFiles.glob,
        certificates: configFiles.certificates,
        isFolder: configFiles.isFolder,
        problemOfGeo: configFiles.problemOfGeo,
      });
    } finally {
      this.#files = files;
    }
  }

  /** Calls `onChange` when a file of the last reading, or another configuration beside one, has changed. */
  watch(onChange: () => void): void {
    // A change that was noticed but not told yet is still told: the last reading may have come before it.
    this.#closeWatchers();
    for (const folder of new Set([...this.#files].map((file) => dirname(file)))) {
      try {
        const watcher = watch(folder, { persistent: false }, (_, name) => this.#changed(folder, name, onChange));
        // A folder that goes away is found missing by the next reading.
        watcher.on('error', () => {});
        this.#watchers.push(watcher);
      } catch {
        // A folder that cannot be watched changes nothing by itself; a signal still reloads.
      }
    }
  }

  unwatch(): void {
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#closeWatchers();
  }

  #closeWatchers(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }

  #changed(folder: string, name: string | null, onChange: () => void): void {
    if (name !== null && !this.#files.has(resolve(folder, name)) && !isConfig(name)) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(onChange, quietMs);
  }
}

/** A file that an `include` with a pattern may take in. */
function isConfig(name: string): boolean {
  return /\.(?:kdl|jsonc?)$/.test(basename(name));
}
