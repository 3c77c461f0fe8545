import { decoded } from './openai-requests.ts';

/** What a path of Gemini asks for. */
export interface GeminiEndpoint {
  readonly model: string;
  readonly method: string;
}

/** Reads `…/models/<model>:<method>`, in whatever case; `undefined` for other paths and for methods that have nothing to do with tokens. */
export function geminiEndpoint(path: string): GeminiEndpoint | undefined {
  const found = path.match(endpoint);
  const method = methods.get(found?.[4]?.toLowerCase() ?? '');
  return found === null || method === undefined ? undefined : { model: decoded(found[2]!), method };
}

/** The model of a path that asks it for anything (`…/models/<model>:predict`); `undefined` for other paths. */
export function geminiModel(path: string): string | undefined {
  const name = path.match(endpoint)?.[2];
  return name === undefined ? undefined : decoded(name);
}

/** The path with another model in it. */
export function withGeminiModel(path: string, model: string): string {
  return path.replace(endpoint, (_, before: string, _model: string, colon: string, method: string) => {
    return before + encodeURIComponent(model) + colon + method;
  });
}

// Slash and colon may come escaped.
const endpoint =
  /((?:\/|%2f|%5c)(?:models|tunedModels|endpoints)(?:\/|%2f|%5c)+)((?!%2f|%5c)[^/:]+?)(:|%3a)([a-z]+)\/*$/i;
const methods: ReadonlyMap<string, string> = new Map(
  ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'batchEmbedContents'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);
