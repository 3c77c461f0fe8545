import { compileRegex, type SafeRegex } from '../../routing/safe-regex.ts';
import { arrayKeywords } from './array-keywords.ts';
import { compositionKeywords } from './composition-keywords.ts';
import { type Dialect, dialectNamed } from './dialect.ts';
import { typeKeyword, valueKeywords } from './general-keywords.ts';
import { itemKeywords } from './item-keywords.ts';
import { isObject, type JsonObject } from './json-equal.ts';
import type { KeywordParts, Keywords, PatternTest } from './keyword.ts';
import { memberKeywords } from './member-keywords.ts';
import { namesProperties } from './names-properties.ts';
import { numberKeywords } from './number-keywords.ts';
import { objectKeywords } from './object-keywords.ts';
import { referenceKeywords } from './reference-keywords.ts';
import { type Check, Run } from './run.ts';
import type { Pointer, SchemaDocument } from './schema-document.ts';
import { stringKeywords } from './string-keywords.ts';
import { withUnevaluated } from './unevaluated-keywords.ts';

/** Something written wrongly in a document of schemas, and where. */
export interface SchemaProblem {
  readonly pointer: Pointer;
  readonly message: string;
}

/** How schemas are made ready. */
export interface SchemaOptions {
  readonly dialect: Dialect;
  /** Objects may have no properties but those that their schema names, where it names any. */
  readonly isStrict: boolean;
  /** Which way values go, where `readOnly` and `writeOnly` mean something. */
  readonly direction: 'request' | 'response' | undefined;
}

/**
 * Makes the schemas of one document ready: to plain functions, once, so that nothing of a schema is read again when a
 * value is judged. No code is generated. What is written wrongly is noted, all of it.
 */
export class SchemaCompiler {
  readonly problems: SchemaProblem[] = [];
  readonly #document: SchemaDocument;
  readonly #options: SchemaOptions;
  readonly #known = { 'in-place': new Map<object, Check>(), part: new Map<object, Check>() };

  constructor(document: SchemaDocument, options: SchemaOptions) {
    this.#document = document;
    this.#options = options;
  }

  /** The check of a whole schema, which stands at `pointer` in the document. */
  compile(schema: unknown, pointer: Pointer): Check {
    const check = this.#compile(schema, pointer, this.#options.dialect, 'part');
    if (this.problems.length === 0 && isEndless(check)) this.#wrong(pointer, 'the schema refers to itself without end');
    return check;
  }

  #compile(schema: unknown, pointer: Pointer, dialect: Dialect, place: 'in-place' | 'part'): Check {
    if (schema === true) return accept;
    if (schema === false) return refuse;
    if (!isObject(schema)) {
      this.#wrong(pointer, 'a schema must be an object, true or false');
      return accept;
    }
    const known = this.#known[place].get(schema);
    if (known) return known;
    // A schema that refers to itself finds this, which is made by the time it is asked.
    let made: Check = accept;
    this.#known[place].set(schema, (value, run, seen) => made(value, run, seen));
    made = this.#make(schema, pointer, this.#dialectOf(schema, pointer, dialect), place);
    this.#known[place].set(schema, made);
    return made;
  }

  #make(schema: JsonObject, pointer: Pointer, dialect: Dialect, place: 'in-place' | 'part'): Check {
    const parts = this.#parts(schema, pointer, dialect);
    const isReference = schema.$ref !== undefined && !dialect.keepsRefSiblings;
    const checks = (isReference ? [referenceKeywords] : allKeywords).flatMap((keywords) => keywords(parts));
    const isClosed = this.#options.isStrict && place === 'part' && namesProperties(schema, this.#document);
    const whole = isReference && !isClosed ? allOf(checks) : withUnevaluated(allOf(checks), parts, isClosed);
    return this.#document.hasDynamic && parts.resource.root === schema ? scoped(whole, parts.resource) : whole;
  }

  #parts(schema: JsonObject, pointer: Pointer, dialect: Dialect): KeywordParts {
    return {
      ...{ schema, dialect, document: this.#document, resource: this.#document.resourceOf(schema) },
      ...{ direction: this.#options.direction, isStrict: this.#options.isStrict },
      sub: (each, steps, place) => this.#compile(each, [...pointer, ...steps], dialect, place),
      target: (found) => {
        const at = isObject(found) ? this.#document.pointerOf(found) : pointer;
        return this.#compile(found, at, dialect, 'in-place');
      },
      wrong: (steps, message) => this.#wrong([...pointer, ...steps], message),
      pattern: (source, steps) => this.#pattern(source, [...pointer, ...steps]),
    };
  }

  #dialectOf({ $schema }: JsonObject, pointer: Pointer, outer: Dialect): Dialect {
    if ($schema === undefined) return outer;
    const named = typeof $schema === 'string' ? dialectNamed($schema) : undefined;
    if (!named)
      this.#wrong([...pointer, '$schema'], `${JSON.stringify($schema)} is no version of JSON Schema that is known`);
    return named ?? outer;
  }

  #pattern(source: unknown, pointer: Pointer): PatternTest | undefined {
    const compiled = typeof source === 'string' ? compileRegex(source) : { problem: 'a pattern must be text' };
    if ('regex' in compiled) return testOf(compiled.regex);
    this.#wrong(pointer, compiled.problem);
    return undefined;
  }

  #wrong(pointer: Pointer, message: string): void {
    const isKnown = this.problems.some((one) => one.message === message && one.pointer.join('/') === pointer.join('/'));
    if (!isKnown) this.problems.push({ pointer, message });
  }
}

const allKeywords: readonly Keywords[] = [
  ...[typeKeyword, referenceKeywords, valueKeywords, numberKeywords, stringKeywords, objectKeywords, memberKeywords],
  ...[arrayKeywords, itemKeywords, compositionKeywords],
];

const accept: Check = () => true;

const refuse: Check = (_value, run) => run.fail('is not allowed');

/** All of them, so that all that does not fit is told; but after the first, which is the type, nothing else makes sense. */
function allOf(checks: readonly Check[]): Check {
  const [first, ...rest] = checks;
  if (!first) return accept;
  return (value, run, seen) => {
    if (!run.spend()) return false;
    let fits = first(value, run, seen);
    if (!fits) return false;
    for (let i = 0; i < rest.length; i += 1) if (!rest[i]!(value, run, seen)) fits = false;
    return fits;
  };
}

/** Most patterns take one step a character, some many: only what is beyond that is counted in earnest. */
function testOf(regex: SafeRegex): PatternTest {
  return (text, run) => {
    const fits = regex.test(text);
    run.spend(regex.steps >> 3);
    return fits;
  };
}

function scoped(check: Check, resource: object): Check {
  return (value, run, seen) => {
    run.scopes.push(resource);
    const fits = check(value, run, seen);
    run.scopes.pop();
    return fits;
  };
}

/** Whether a schema asks itself about the same value again and again. */
function isEndless(check: Check): boolean {
  return [null, '', 0, {}, []].some((value) => {
    const run = new Run({ maxSteps: 10_000, maxViolations: 1 });
    check(value, run, undefined);
    return run.isSpent;
  });
}
