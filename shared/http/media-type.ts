/** A `content-type` value taken apart. */
export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Names in lower case, values as sent, without quotes. The first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a `content-type` value (RFC 9110 §8.3.1); `undefined` when it is malformed. */
export function parseMediaType(value: string): MediaType | undefined {
  const semicolon = value.indexOf(';');
  const essence = mediaEssence(value);
  if (essence === undefined) return undefined;
  const parameters = new Map<string, string>();
  if (semicolon === -1) return { essence, parameters };
  let at = semicolon;
  while (at < value.length) {
    parameter.lastIndex = at;
    const match = parameter.exec(value);
    if (!match) return undefined;
    const name = match[1]?.toLowerCase();
    if (name !== undefined && !parameters.has(name)) {
      parameters.set(name, match[2] ?? match[3]!.replace(/\\(.)/g, '$1'));
    }
    at = parameter.lastIndex;
  }
  return { essence, parameters };
}

/** Type and subtype alone, in lower case; `undefined` when absent or malformed. */
export function mediaEssence(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const semicolon = value.indexOf(';');
  const essence = (semicolon === -1 ? value : value.slice(0, semicolon)).trim().toLowerCase();
  return isEssence.test(essence) ? essence : undefined;
}

const isEssence = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/;

/** A semicolon, and perhaps a parameter after it. */
const parameter = /;[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(?=;|$)/y;
