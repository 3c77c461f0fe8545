import type { Check } from '../schema/run.ts';
import type { Parameter } from './parameter.ts';

/** What a request and its answers must be. */
export interface Operation {
  readonly parameters: readonly Parameter[];
  readonly body: BodyRule | undefined;
  /** By status: `200`, `2XX` or `default`. */
  readonly responses: ReadonlyMap<string, ResponseRule>;
}

/** What a body must be. */
export interface BodyRule {
  readonly isRequired: boolean;
  readonly contents: readonly ContentRule[];
}

/** What an answer must be. */
export interface ResponseRule {
  readonly contents: readonly ContentRule[];
  readonly headers: readonly Parameter[];
}

/** What content of a media type must be. */
export interface ContentRule {
  /** `application/json`, `text/*`, or `*` and `*` with a slash between them. */
  readonly range: string;
  /** Absent where nothing is said of the content. */
  readonly content: ContentSchema | undefined;
}

/** A schema with what is needed to read text and forms. */
export interface ContentSchema {
  readonly check: Check;
  /** What a text may stand for. */
  readonly kinds: Pick<ValueKinds, 'scalars'>;
  /** How the fields of a form are read. */
  readonly fields: FormRule;
}

/** What the fields of a form become, by name. */
export type FormRule = ReadonlyMap<string, FieldRule>;

/** What a field of a form becomes. */
export interface FieldRule {
  readonly kinds: ValueKinds;
  /** It, or each of its items, is written as JSON. */
  readonly isJson: boolean;
  /** It, or each of its items, may be a file. */
  readonly mayBeFile: boolean;
  /** Media types that it may have in a form of parts; `undefined`: any. */
  readonly types: readonly string[] | undefined;
  /** How it is written in a form that is encoded as a query is, where that is described. */
  readonly styled: Parameter | undefined;
}

/** The kinds of values that a schema lets be, as far as it matters for reading them from text. */
export interface ValueKinds {
  readonly scalars: ReadonlySet<ScalarKind>;
  /** Of the items, where it may be an array. */
  readonly items: ReadonlySet<ScalarKind> | undefined;
  /** Of the properties, where it may be an object. */
  readonly properties: ReadonlyMap<string, ReadonlySet<ScalarKind>> | undefined;
}

/** Scalars that are written as text. */
export type ScalarKind = 'string' | 'number' | 'boolean' | 'null';
