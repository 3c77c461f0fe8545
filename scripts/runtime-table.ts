import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { differencesTable } from '../test/parity/differences-table.ts';

/** Writes the table of differences between runtimes into the documentation. */
const path = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url));
await writeFile(path, differencesTable(await readFile(path, 'utf8')));
