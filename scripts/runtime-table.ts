import { readFile, writeFile } from 'node:fs/promises';
import { tablePages } from '../test/parity/differences-table.ts';

/** Writes what differs by runtime into the pages that tell of it. */
for (const { path, renewed } of tablePages) {
  const url = new URL(`../${path}`, import.meta.url);
  await writeFile(url, renewed(await readFile(url, 'utf8')));
}
