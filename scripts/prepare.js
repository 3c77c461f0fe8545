// Runs after `npm ci` and before `npm pack`. Builds dist/, which the package is used by under its own name.
import { existsSync } from 'node:fs';

const isPacking = process.env.npm_command === 'pack' || process.env.npm_command === 'publish';
// An installation without the tools can run the sources, and needs no bundle.
const hasTools = existsSync(new URL('../node_modules/esbuild', import.meta.url));

if (hasTools || isPacking) {
  try {
    await import('./build.ts');
  } catch (error) {
    if (isPacking) throw error;
    console.warn(`dist/ could not be built: ${error}`);
  }
}
