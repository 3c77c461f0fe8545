import { readFile, writeFile } from 'node:fs/promises';
import { renewedMetricsPage } from '../test/support/metrics-page.ts';

/** Writes every metric into the page that tells of them. */
const url = new URL('../docs/metrics.md', import.meta.url);
await writeFile(url, renewedMetricsPage(await readFile(url, 'utf8')));
