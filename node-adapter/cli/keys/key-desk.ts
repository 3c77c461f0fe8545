import { resolve } from 'node:path';
import { adminApp } from '../../../shared/admin/admin-app.ts';
import { keysSection } from '../../../shared/admin/sections/keys.ts';
import { routeNames } from '../../../shared/config/scopes/route-names.ts';
import { KeyOffice } from '../../../shared/keys/key-office.ts';
import type { Platform } from '../../../shared/platform/platform.ts';
import { version } from '../../../shared/version.ts';
import { SqliteKeyStore } from '../../keys/sqlite-key-store.ts';
import { stateFiles } from '../../ledgers/state-file.ts';
import { socketPlatform } from '../../platform.ts';
import type { Call } from '../command.ts';
import { configPath, readConfig, writeProblems } from '../read-config.ts';
import { Unreadable } from '../unreadable.ts';
import { UsageError } from '../usage-error.ts';
import { apiDesk } from './api-desk.ts';

/** Where keys are asked for: the admin API of a running Sentinel, or the file that it keeps them in. Both speak alike. */
export interface KeyDesk {
  /** `path` is below the prefix of the API, as `/keys`. */
  ask(method: string, path: string, body?: unknown): Promise<DeskAnswer>;
  close(): void;
}

/** What a desk answers. */
export interface DeskAnswer {
  readonly status: number;
  /** What the answer holds as JSON; empty where it holds nothing. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** The desk that a call is about. */
export async function openDesk(call: Call): Promise<KeyDesk> {
  const platform = socketPlatform({ write() {} });
  const url = call.text('url');
  if (url !== undefined) return apiDesk(url, process.env['SENTINEL_ADMIN_TOKEN'], platform);
  const file = call.text('file');
  return fileDesk(file === undefined ? await fileOfConfig(call) : { path: file, routes: undefined }, platform);
}

/** Where keys are kept, and the routes that they may open; those are not known where no configuration was read. */
interface KeyFile {
  readonly path: string;
  readonly routes: ReadonlySet<string> | undefined;
}

/** The file that the configuration of the call keeps its keys in. */
async function fileOfConfig(call: Call): Promise<KeyFile> {
  const loaded = await readConfig({ ...call, rest: [] });
  writeProblems(loaded, call.terminal);
  if (!loaded.config) throw new Unreadable(`${configPath({ ...call, rest: [] })} cannot be used.`);
  const { system, virtualKeys } = loaded.config;
  if (virtualKeys?.store !== 'disk')
    throw new UsageError(
      'The configuration keeps no keys on disk: name the admin API with --url, or a file with --file.',
    );
  const { file } = virtualKeys;
  const folder = resolve(system.workingDirectory ?? '');
  const path =
    file === undefined ? stateFiles(system)(resolve(folder, system.stateDirectory), 'keys.db') : resolve(folder, file);
  return { path, routes: routeNames(loaded.config) };
}

/** What the API would do, done here. */
function fileDesk({ path, routes }: KeyFile, platform: Platform): KeyDesk {
  const store = new SqliteKeyStore(path);
  // What is wrong with the file is told here, and to nobody who asks over a network.
  store.get('');
  const keys = new KeyOffice({ platform, store, declared: [], routes, forget() {}, report() {} });
  const app = adminApp({ sections: [keysSection], parts: { platform, version, keys } });
  return {
    async ask(method, at, body) {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const by = { method, path: at, clientIp: '' };
      const response = await app(new Request(`http://keys${at}`, { method, ...init }), { base: '', by });
      const text = await response.text();
      return { status: response.status, content: text === '' ? {} : (JSON.parse(text) as DeskAnswer['content']) };
    },
    close: () => store.close(),
  };
}
