import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles for release: Node does not take types out of files under `node_modules`, so what is published is JavaScript. */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const shared = { bundle: true, format: 'esm', absWorkingDir: root, sourcemap: true, legalComments: 'none' } as const;

rmSync(dist, { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: { sentinel: 'node-adapter/main.ts' },
  outdir: dist,
  platform: 'node',
  target: 'node22.19',
  // Libraries of CommonJS call `require`, which modules do not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
await build({
  ...shared,
  entryPoints: { index: 'shared/index.ts', hono: 'shared/hono.ts', worker: 'worker/index.ts' },
  outdir: dist,
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2023',
  loader: { '.kdl': 'text' },
  external: ['cloudflare:*', 'sentinel-config', 'hono', 'hono/*'],
});
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`);
console.log('built dist/sentinel.js, dist/index.js, dist/hono.js and dist/worker.js');
