/** Any value that JSON can hold, as an object with names. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON: neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is the same for equal values alone, whatever the order of their names; numbers are equal by value. */
export function identityOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(identityOf).join()}]`;
  if (!isObject(value)) return typeof value === 'number' ? String(value === 0 ? 0 : value) : JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${identityOf(value[name])}`);
  return `{${members.join()}}`;
}
