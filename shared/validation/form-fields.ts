/** A field of a query or of a form. Its value is as it was sent, so that separators in it can be told from encoded ones. */
export interface FormField {
  readonly name: string;
  readonly raw: string;
}

/** The fields in their order; `undefined` when a name is wrongly encoded. */
export function formFields(text: string | undefined): readonly FormField[] | undefined {
  const fields: FormField[] = [];
  if (text === undefined || text === '') return fields;
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodeField(equals === -1 ? part : part.slice(0, equals));
    if (name === undefined) return undefined;
    fields.push({ name, raw: equals === -1 ? '' : part.slice(equals + 1) });
  }
  return fields;
}

/** Decodes as forms are: `%XX` as UTF-8, `+` as a space; `undefined` when it is not rightly encoded. */
export function decodeField(raw: string): string | undefined {
  return decodePercent(raw.replaceAll('+', ' '));
}

/** Decodes `%XX` as UTF-8; `undefined` when it is not rightly encoded. */
export function decodePercent(raw: string): string | undefined {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
