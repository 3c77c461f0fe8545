import { readFile, writeFile } from 'node:fs/promises';

/** The inputs kept for a target, one byte a character. */
export async function readCorpus(target: string): Promise<readonly string[]> {
  return JSON.parse(await readFile(fileOf(target), 'utf8').catch(() => '[]')) as string[];
}

/** Keeps these inputs, as a text that shows in a review what was added. */
export async function writeCorpus(target: string, inputs: readonly string[]): Promise<void> {
  await writeFile(fileOf(target), `${JSON.stringify(inputs, undefined, 2)}\n`);
}

function fileOf(target: string): URL {
  return new URL(`../corpus/${target}.json`, import.meta.url);
}
