#!/usr/bin/env node
// The command `sentinel`. Plain JavaScript that any Node can read, so that an old one can be told what is missing.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/sentinel.js', import.meta.url);
const source = new URL('./main.ts', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);
const isBunOrDeno = 'Bun' in globalThis || 'Deno' in globalThis;
const readsTypeScript = isBunOrDeno || major > 22 || (major === 22 && minor >= 18);
// Node reads TypeScript, but not below node_modules: an installed package comes with its bundle.
const isInstalled = import.meta.url.includes('/node_modules/');

if (existsSync(bundle) && (isInstalled || !readsTypeScript)) {
  await import(bundle.href);
} else if (readsTypeScript && !isInstalled) {
  await import(source.href);
} else {
  console.error(
    isInstalled
      ? 'sentinel: dist/sentinel.js is missing from this package; install it again'
      : `sentinel: Node ${process.versions.node} cannot run TypeScript; use Node 22.19 or newer, or run "npm run build" first`,
  );
  process.exitCode = 1;
}
