import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { packages } from './peers.ts';
import { table } from './table.ts';

/** What was measured on, and in which versions, as Markdown. */
export function versions(): string {
  const named: Readonly<Record<string, string>> = {
    Node: process.version.slice(1),
    ...Object.fromEntries(['deno', 'bun', 'workerd'].map((name) => [name, ourVersionOf(name)])),
    ...packages,
    nginx: debianVersionOf('nginx', '-v'),
    HAProxy: debianVersionOf('haproxy', '-v'),
    Varnish: debianVersionOf('varnishd', '-V'),
    Caddy: debianVersionOf('caddy', 'version'),
  };
  const kernel = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim().split('-')[0];
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} processors, Linux ${kernel}`;
  return `Machine: ${machine}.\n\n${table(
    ['program', 'version'],
    Object.entries(named).map(([name, version]) => [name, version]),
  )}`;
}

function ourVersionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return manifest.devDependencies[name] ?? '?';
}

function debianVersionOf(program: string, flag: string): string {
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' });
  return /\d+\.\d+[\d.]*/.exec(`${stdout}${stderr}`)?.[0] ?? '?';
}
