import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeDeclarations } from './declarations.ts';

/** Bundles for release: Node does not take types out of files under `node_modules`, so what is published is JavaScript. */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const shared = { bundle: true, format: 'esm', absWorkingDir: root, outdir: dist, legalComments: 'none' } as const;

rmSync(dist, { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: { sentinel: 'node-adapter/main.ts' },
  platform: 'node',
  target: 'node22.19',
  // Libraries of CommonJS call `require`, which modules do not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
await build({
  ...shared,
  entryPoints: { index: 'shared/index.ts', hono: 'shared/hono.ts', worker: 'worker/index.ts' },
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2023',
  splitting: true,
  external: ['cloudflare:*', 'sentinel-config', 'hono', 'hono/*'],
});
writeDeclarations(root, ['index.d.ts', 'hono.d.ts'], join(dist, 'types'));
console.log('built dist/');
