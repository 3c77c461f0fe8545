import { readFile, writeFile } from 'node:fs/promises';
import { renewedTranslationPage } from '../test/support/ai/translate/translation-page.ts';

/** Writes what is carried between the APIs of OpenAI and Anthropic into the page that tells of it. */
const url = new URL('../docs/translation.md', import.meta.url);
await writeFile(url, renewedTranslationPage(await readFile(url, 'utf8')));
