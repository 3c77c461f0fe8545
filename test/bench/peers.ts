import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What comes from npm, into a folder that git ignores. */
export const packages = {
  undici: '7.30.2',
  'http-proxy': '1.18.1',
  fastify: '5.12.8',
  '@fastify/http-proxy': '11.6.3',
};
const programs = { nginx: 'nginx', caddy: 'caddy', wrk: 'wrk', haproxy: 'haproxy', varnish: 'varnishd', curl: 'curl' };

/** Installs what Sentinel is compared with: npm packages into a folder of their own, programs from Debian. */
export function installPeers(): void {
  const folder = join(import.meta.dirname, 'peers');
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }, null, 2));
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  const missing = Object.entries(programs)
    .filter(([, program]) => spawnSync('which', [program]).status !== 0)
    .map(([name]) => name);
  if (missing.length === 0) return;
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: 'inherit' });
}
