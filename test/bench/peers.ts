import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = { undici: '7.30.2', 'http-proxy': '1.18.1', fastify: '5.12.8', '@fastify/http-proxy': '11.6.3' };
const programs = ['nginx', 'caddy', 'wrk'];

/** Installs what Sentinel is compared with: npm packages into a folder of their own, programs from Debian. */
export function installPeers(): void {
  const folder = join(import.meta.dirname, 'peers');
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }, null, 2));
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length === 0) return;
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', ...missing], { stdio: 'inherit' });
}
