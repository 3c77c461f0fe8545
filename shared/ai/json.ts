/** What a JSON document may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of a JSON document; a field that is absent reads as `undefined`. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}
