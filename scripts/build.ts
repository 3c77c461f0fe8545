import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { writeDeclarations } from './declarations.ts';

/** Bundles for release: Node does not take types out of files under `node_modules`, so what is published is JavaScript. */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const common = { bundle: true, format: 'esm', absWorkingDir: root, outdir: dist, legalComments: 'none' } as const;

/** The vocabularies of tokenizers: files of their own, which all bundles load where they need them. */
const vocabularies = ['o200k_base', 'cl100k_base', 'p50k_base'];
const ranks: Plugin = {
  name: 'ranks',
  setup(setup) {
    setup.onResolve({ filter: /^js-tiktoken\/ranks\// }, ({ path }) => ({
      path: path.replace('js-tiktoken', '.').concat('.js'),
      external: true,
    }));
  },
};
/** `bcryptjs` asks for Node's own random numbers where there is no WebCrypto, which is everywhere. */
const noNode: Plugin = {
  name: 'no-node',
  setup(setup) {
    setup.onResolve({ filter: /^crypto$/ }, ({ path }) => ({ path, namespace: 'none' }));
    setup.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default undefined;' }));
  },
};
const shared = { ...common, plugins: [ranks] };

rmSync(dist, { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: { sentinel: 'node-adapter/main.ts', 'password-thread': 'node-adapter/passwords/password-thread.ts' },
  platform: 'node',
  target: 'node22.19',
  // Libraries of CommonJS call `require`, which modules do not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
await build({
  ...shared,
  entryPoints: {
    index: 'shared/index.ts',
    hono: 'shared/hono.ts',
    ranks: 'shared/ranks.ts',
    worker: 'worker/index.ts',
  },
  plugins: [ranks, noNode],
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2023',
  splitting: true,
  external: ['cloudflare:*', 'sentinel-config', 'sentinel-ranks'],
});
await build({
  ...common,
  entryPoints: Object.fromEntries(vocabularies.map((name) => [`ranks/${name}`, `js-tiktoken/ranks/${name}`])),
});
writeDeclarations(root, ['index.d.ts', 'hono.d.ts', 'ranks.d.ts'], join(dist, 'types'));
console.log('built dist/');
