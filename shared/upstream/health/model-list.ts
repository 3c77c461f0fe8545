/**
 * The names in a list of models, as OpenAI (`{ data: [{ id }] }`), bare arrays and Ollama (`{ models: [{ name }] }`)
 * write it; `undefined` for anything else.
 */
export function modelNames(text: string): ReadonlySet<string> | undefined {
  const list = listIn(parsed(text));
  if (!list) return undefined;
  return new Set(list.flatMap((model) => [fieldOf(model, 'id'), fieldOf(model, 'name')]).filter(isText));
}

/** What a path of names, with dots between, leads to in a value; `undefined` where it leads nowhere. */
export function fieldAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(fieldOf, value);
}

/** The value of a JSON text; `undefined` when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A target may answer with anything.
    return undefined;
  }
}

function listIn(value: unknown): readonly unknown[] | undefined {
  for (const list of [value, fieldOf(value, 'data'), fieldOf(value, 'models')]) if (Array.isArray(list)) return list;
  return undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isThere ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
