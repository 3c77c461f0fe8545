/** How a schema is to be understood where the versions of the language differ. */
export interface Dialect {
  readonly name: string;
  /** What stands beside `$ref` counts too. */
  readonly keepsRefSiblings: boolean;
  /** A list of schemas for the first items is written as `items`, else as `prefixItems`. */
  readonly itemsMayBeList: boolean;
  /** `nullable`, and `exclusiveMinimum` as a flag. */
  readonly isOpenApi30: boolean;
}

/** Draft 7, the language of schemas that do not say which they are written in. */
export const draft7: Dialect = {
  name: 'draft 7',
  keepsRefSiblings: false,
  itemsMayBeList: true,
  isOpenApi30: false,
};

const draft2019: Dialect = { ...draft7, name: '2019-09', keepsRefSiblings: true };

/** The language of OpenAPI 3.1 too. */
export const draft2020: Dialect = { ...draft2019, name: '2020-12', itemsMayBeList: false };

/** The language of OpenAPI 3.0, a descendant of draft 5. */
export const openApi30: Dialect = { ...draft7, name: 'OpenAPI 3.0', itemsMayBeList: false, isOpenApi30: true };

/** The dialect that `$schema` names; `undefined` when it is not known. */
export function dialectNamed(uri: string): Dialect | undefined {
  return byUri.get(uri.replace(/^http:/, 'https:').replace(/#$/, ''));
}

const byUri: ReadonlyMap<string, Dialect> = new Map([
  ['https://json-schema.org/draft-07/schema', draft7],
  ['https://json-schema.org/draft/2019-09/schema', draft2019],
  ['https://json-schema.org/draft/2020-12/schema', draft2020],
  ['https://spec.openapis.org/oas/3.1/dialect/base', draft2020],
]);
