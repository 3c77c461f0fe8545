import type { AiRequest } from '../ai-request.ts';
import { rememberingLast } from '../remembering-last.ts';
import type { RequestChanges } from './dialect.ts';
import type { JsonChange } from './json/replace-in-json.ts';
import { isObject } from './json/values.ts';
import { textChanges, withChanges } from './written.ts';

/** Writes a request whose model stands in the body, or in the path where Azure has it. */
export function writeOpenai(request: AiRequest, changes: RequestChanges): AiRequest {
  const edits: JsonChange[] = [...textChanges(changes.texts)];
  const isInBody = typeof request.json['model'] === 'string' || request.model === undefined;
  if (changes.model !== undefined && changes.model !== request.json['model'] && isInBody) {
    edits.push({ place: ['model'], value: changes.model });
  }
  if (changes.includeUsage && request.stream && !asksForUsage(request)) edits.push(usageChange(request));
  const written = withChanges(request, edits);
  return changes.model === undefined ? written : { ...written, model: changes.model };
}

/** Whether the client asked its stream for a chunk with the usage; if not, the chunk must not reach it. */
export function asksForUsage({ json }: AiRequest): boolean {
  const options = json['stream_options'];
  return isObject(options) && options['include_usage'] === true;
}

function usageChange({ json }: AiRequest): JsonChange {
  return isObject(json['stream_options'])
    ? { place: ['stream_options', 'include_usage'], value: true }
    : { place: ['stream_options'], value: { include_usage: true } };
}

/**
 * The model that a path names, which is what answers there: Azure has it as a deployment
 * (`/openai/deployments/<name>/chat/completions`), older ones as an engine, Bedrock before what is to be done.
 */
export const deploymentIn: (path: string) => string | undefined = rememberingLast((path) => {
  const name = path.match(deployment)?.[2];
  return name === undefined ? undefined : decoded(name);
});

/** The path with another deployment; the same path where there is none. */
export function withDeployment(path: string, model: string): string {
  return path.replace(deployment, (_, before: string) => before + encodeURIComponent(model));
}

/** A part of a path with its escapes read; as it is where they cannot be. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not UTF-8: a name nobody has, and so it will be told.
    return part;
  }
}

// What is to be done stands behind the model at Bedrock. To some an escaped slash is one, and several are as one.
const deployment =
  /((?:\/|%2f|%5c)(?:(?:deployments|engines)(?:\/|%2f|%5c)+|model(?:\/|%2f|%5c)+(?=(?!%2f|%5c)[^/]+\/+[a-z-]+\/*$)))([^/]+)/i;
