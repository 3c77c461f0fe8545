import type { AiRequest } from '../ai-request.ts';
import type { JsonValue } from '../json.ts';

/**
 * All models that a request names, wherever a provider may look: the one it counts as, those of the body in whatever case
 * (with alternatives, and in the requests within a request), and that of the query. `undefined` where one is named by
 * something else than a text.
 */
export function namedModels({ model, json }: AiRequest, query: string | undefined): readonly string[] | undefined {
  const named: JsonValue[] = model === undefined ? [] : [model];
  takeNamed(json, named);
  for (const name of inner) for (const request of listOf(json[name])) takeNamed(request, named);
  if (query !== undefined) for (const [name, value] of new URLSearchParams(query)) if (isModel(name)) named.push(value);
  return named.every((one) => typeof one === 'string') ? named.map(withoutCollection) : undefined;
}

/** Takes what an object names as its model or models; nothing where it is none. */
function takeNamed(value: JsonValue | undefined, named: JsonValue[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (child === null || child === undefined) continue;
    if (isModel(name)) named.push(child);
    else if (name.toLowerCase() === 'models') named.push(...listOf(child));
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as JsonValue];
}

function isModel(name: string): boolean {
  return name.toLowerCase() === 'model';
}

/** Gemini names models with the collection they are in. */
function withoutCollection(model: string): string {
  return model.startsWith('models/') ? model.slice('models/'.length) : model;
}

/** Fields that hold a request, or a list of them. */
const inner = ['requests', 'generateContentRequest', 'generate_content_request'];
