#!/usr/bin/env node
// The command `sentinel`. Plain JavaScript that any Node can read, so that an old one can be told what is missing.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/sentinel.js', import.meta.url);
const source = new URL('./main.ts', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);
const isBunOrDeno = 'Bun' in globalThis || 'Deno' in globalThis;
const isOld = !isBunOrDeno && (major < 22 || (major === 22 && minor < 19));
// Node reads TypeScript, but not below node_modules: an installed package comes with its bundle.
const isInstalled = import.meta.url.includes('/node_modules/');

if (isOld) {
  const here = isInstalled ? '' : '; in a clone, "npx sentinel" brings one along';
  console.error(`sentinel: Node ${process.versions.node} is too old: use 22.19 or newer${here}`);
  process.exitCode = 1;
} else if (!isInstalled) {
  await import(source.href);
} else if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error('sentinel: dist/sentinel.js is missing from this package; install it again');
  process.exitCode = 1;
}
