import { decoded } from './openai-requests.ts';

/** What a path of Gemini asks for. */
export interface GeminiEndpoint {
  readonly model: string;
  readonly method: string;
}

/** Reads `…/models/<model>:<method>`; `undefined` for other paths and for methods that have nothing to do with tokens. */
export function geminiEndpoint(path: string): GeminiEndpoint | undefined {
  const found = path.match(endpoint);
  if (found === null || !methods.has(found[4]!)) return undefined;
  return { model: decoded(found[2]!), method: found[4]! };
}

/** The path with another model in it. */
export function withGeminiModel(path: string, model: string): string {
  return path.replace(endpoint, (_, before: string, _model: string, colon: string, method: string) => {
    return before + encodeURIComponent(model) + colon + method;
  });
}

// The colon may come escaped; a model has neither slash nor colon in it.
const endpoint = /(\/(?:models|tunedModels|endpoints)\/)([^/:]+?)(:|%3[Aa])([A-Za-z]+)$/;
const methods = new Set([
  ...['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'batchEmbedContents'],
]);
