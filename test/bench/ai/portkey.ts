import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version that is compared with. */
export const portkeyVersion = '1.15.2';
/** With those from 1.14 on, which npm would take, Portkey answers each stream with status 500 ("immutable" headers). */
export const honoServerVersion = '1.12.2';

const folder = join(import.meta.dirname, '../peers/portkey');

/** The program of the gateway. */
export const portkeyMain = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');

/** Installs the Portkey gateway from npm into a folder of its own, which git ignores. */
export function installPortkey(): void {
  if (existsSync(portkeyMain)) return;
  mkdirSync(folder, { recursive: true });
  const dependencies = { '@portkey-ai/gateway': portkeyVersion };
  const overrides = { '@hono/node-server': honoServerVersion };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, overrides }, null, 2));
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}

/** What a request to it must say: who provides, and where. */
export function portkeyFields(originPort: number): Readonly<Record<string, string>> {
  return { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${originPort}/v1` };
}
