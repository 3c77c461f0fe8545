import { isObject, type JsonObject } from './json-equal.ts';

/** Steps from the root of a document to a part of it. */
export type Pointer = readonly (string | number)[];

/** A part of a document with an address of its own: the whole, or what has an `$id`. */
export interface Resource {
  readonly uri: string;
  readonly root: unknown;
  readonly anchors: Map<string, JsonObject>;
  /** Anchors that whoever refers to the resource may have put others in the place of. */
  readonly dynamicAnchors: Map<string, JsonObject>;
}

/** A document with schemas in it, in which references find what they name. Nothing outside of it is ever read. */
export class SchemaDocument {
  readonly root: unknown;
  readonly #places = new Map<object, { readonly resource: Resource; readonly pointer: Pointer }>();
  readonly #resources = new Map<string, Resource>();
  #hasDynamic = false;

  constructor(root: unknown) {
    this.root = root;
    const whole = this.#resource(ownUri, root);
    this.#index(root, whole, []);
  }

  /** Whether some reference depends on the way that led to it. */
  get hasDynamic(): boolean {
    return this.#hasDynamic;
  }

  get resources(): Iterable<Resource> {
    return this.#resources.values();
  }

  resourceOf(schema: object): Resource {
    return this.#places.get(schema)?.resource ?? this.#resources.get(ownUri)!;
  }

  pointerOf(schema: object): Pointer {
    return this.#places.get(schema)?.pointer ?? [];
  }

  /** What a reference names, read where `from` stands; or why it names nothing. */
  resolve(reference: string, from: object): { readonly found: unknown } | { readonly problem: string } {
    const { uri: base } = this.resourceOf(from);
    const uri = URL.parse(reference, base);
    if (!uri) return { problem: `"${reference}" is no reference` };
    const fragment = decoded(uri.hash.slice(1));
    uri.hash = '';
    const resource = this.#resources.get(uri.href);
    if (!resource) return { problem: `"${reference}" is not in this document, and others are not read` };
    if (fragment === undefined) return { problem: `"${reference}" is wrongly encoded` };
    const found =
      fragment === '' || fragment.startsWith('/') ? walk(resource.root, fragment) : anchored(resource, fragment);
    return found === undefined ? { problem: `"${reference}" names nothing that is there` } : { found };
  }

  #resource(uri: string, root: unknown): Resource {
    const resource = { uri, root, anchors: new Map(), dynamicAnchors: new Map() };
    this.#resources.set(uri, resource);
    return resource;
  }

  #index(value: unknown, outer: Resource, pointer: Pointer): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        this.#index(item, outer, [...pointer, index]);
      });
    }
    if (!isObject(value)) return;
    const resource = this.#enter(value, outer);
    this.#places.set(value, { resource, pointer });
    for (const name of Object.keys(value))
      if (!samples.has(name)) this.#index(value[name], resource, [...pointer, name]);
  }

  #enter(value: JsonObject, outer: Resource): Resource {
    const { $id, $anchor, $dynamicAnchor, $recursiveAnchor } = value;
    let resource = outer;
    if (typeof $id === 'string') {
      const uri = URL.parse($id, outer.uri);
      const fragment = uri?.hash.slice(1) ?? '';
      if (uri) uri.hash = '';
      // In draft 7 an `$id` of nothing but a fragment is an anchor.
      if (fragment !== '' && $id.startsWith('#')) outer.anchors.set(fragment, value);
      else if (uri && uri.href !== outer.uri) resource = this.#resource(uri.href, value);
    }
    if (typeof $anchor === 'string') resource.anchors.set($anchor, value);
    if (typeof $dynamicAnchor === 'string') {
      resource.anchors.set($dynamicAnchor, value);
      resource.dynamicAnchors.set($dynamicAnchor, value);
      this.#hasDynamic = true;
    }
    if ($recursiveAnchor === true) {
      resource.dynamicAnchors.set('', value);
      this.#hasDynamic = true;
    }
    return resource;
  }
}

/** The address of a document that names none. */
const ownUri = 'https://document.invalid/';

/** What holds values rather than schemas. */
const samples: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples']);

function anchored({ anchors }: Resource, name: string): unknown {
  return anchors.get(name);
}

function walk(root: unknown, pointer: string): unknown {
  let at = root;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = /^(?:0|[1-9]\d*)$/.test(name) ? at[Number(name)] : undefined;
    else if (isObject(at) && Object.hasOwn(at, name)) at = at[name];
    else return undefined;
  }
  return at;
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
