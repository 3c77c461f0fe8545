import type { EncodingName } from './encodings.ts';

/** How a model's texts are counted. */
export interface ModelEncoding {
  readonly name: EncodingName;
  /** Whether the model counts otherwise, in a way that is not published: the number is near, not exact. */
  readonly isApproximate: boolean;
}

/** The encoding of a model, by its name: with or without a provider before it (`openai/…`, `ft:…`), in any case. */
export function encodingOfModel(model: string | undefined): ModelEncoding {
  const name = plainName(model ?? '');
  const row = rows.find(([beginning]) => name.startsWith(beginning));
  if (row !== undefined) return { name: row[1], isApproximate: false };
  return { name: name.includes('claude') ? 'cl100k' : 'o200k', isApproximate: true };
}

function plainName(model: string): string {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return name.startsWith('ft:') ? name.slice(3) : name;
}

/** Beginnings of names; the first that fits counts. */
const rows: readonly (readonly [string, EncodingName])[] = [
  ...of('o200k', ['gpt-4o', 'gpt4o', 'gpt-4.1', 'gpt-4.5', 'gpt-5', 'gpt-oss', 'gpt-realtime', 'gpt-audio', 'chatgpt']),
  ...of('o200k', ['o1', 'o3', 'o4', 'codex-mini', 'computer-use']),
  ...of('cl100k', ['gpt-4', 'gpt-3.5', 'gpt-35', 'text-embedding-ada-002', 'text-embedding-3']),
  ...of('cl100k', ['davinci-002', 'babbage-002']),
  ...of('p50k', ['text-davinci-002', 'text-davinci-003', 'text-davinci-edit', 'code-davinci', 'code-cushman']),
  ...of('p50k', ['davinci-codex', 'cushman-codex']),
  ...of('r50k', ['text-davinci-001', 'text-curie', 'text-babbage', 'text-ada', 'text-similarity-', 'text-search-']),
  ...of('r50k', ['code-search-', 'davinci', 'curie', 'babbage', 'ada', 'gpt2', 'gpt-2']),
];

function of(name: EncodingName, beginnings: readonly string[]): (readonly [string, EncodingName])[] {
  return beginnings.map((beginning) => [beginning, name]);
}
