import type { TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isList, isObject } from './json/values.ts';
import { silentFields } from './silent-fields.ts';
import { textFile } from './text-file.ts';

/** Where a text stands: names and indices from the root. */
export type Place = readonly (string | number)[];

/** Collects texts in the order in which they stand. */
export class TextCollector {
  readonly pieces: TextPiece[] = [];

  /** A text, if it is one and says something. */
  text(role: string, value: JsonValue | undefined, place: Place): void {
    if (typeof value === 'string' && value !== '') this.pieces.push({ role, text: value, place });
  }

  /**
   * All texts of content as a model sees it: a string, a part, or a list of parts, also of kinds that are not known here.
   * What holds no words is left out: ids, addresses, media types, and files in base64; unless there are words in it, as in
   * files of text.
   */
  content(role: string, value: JsonValue | undefined, place: Place): void {
    this.#walk(role, value, place, true);
  }

  /** All texts of the fields of an object but those that are `read` already. */
  rest(role: string, object: JsonObject, read: ReadonlySet<string>, place: Place): void {
    for (const name of Object.keys(object)) {
      if (!read.has(name)) this.content(role, { [name]: object[name]! }, place);
    }
  }

  /** All texts of a value, whatever their names: arguments of tools, their results, and schemas. */
  everything(role: string, value: JsonValue | undefined, place: Place): void {
    this.#walk(role, value, place, false);
  }

  /** Texts of a value that should hold none but names, numbers and the like: those that hold words all the same. */
  unexpected(role: string, value: JsonValue | undefined, place: Place): void {
    const own = new TextCollector();
    own.#walk(role, value, place, false);
    for (const piece of own.pieces) if (prose.test(piece.text)) this.pieces.push(piece);
  }

  /**
   * Texts of all fields of a request but those `read` already and those that hold no words. A field that the dialect does
   * not have may be one that the upstream has.
   */
  others(json: JsonObject, read: ReadonlySet<string>): void {
    for (const name of Object.keys(json)) {
      if (!read.has(name) && !silentFields.has(name)) this.content('user', json[name], [name]);
    }
  }

  #walk(role: string, value: JsonValue | undefined, place: Place, isContent: boolean): void {
    if (typeof value === 'string') this.text(role, value, place);
    else if (isList(value)) this.#walkList(role, value, place, isContent);
    else if (isObject(value)) {
      const isTextFile = value['type'] === 'text';
      for (const [name, child] of Object.entries(value)) {
        const mayBeWordless = isContent && wordless.has(name) && !(name === 'data' && isTextFile);
        if (mayBeWordless && typeof child === 'string' && !prose.test(child)) {
          this.#file(role, value, child, [...place, name]);
          continue;
        }
        this.#walk(role, child, [...place, name], isContent && !free.has(name));
      }
    }
  }

  #file(role: string, part: JsonObject, value: string, place: Place): void {
    const file = value.length < shortestFile ? undefined : textFile(part, value);
    if (file !== undefined && file.text !== '') this.pieces.push({ role, ...file, place });
  }

  #walkList(role: string, list: readonly JsonValue[], place: Place, isContent: boolean): void {
    for (const [index, entry] of list.entries()) this.#walk(role, entry, [...place, index], isContent);
  }
}

/** A word in base64. */
const shortestFile = 8;

/** Fields of parts of content that hold no words. */
const wordless = new Set([
  ...['type', 'id', 'tool_use_id', 'tool_call_id', 'call_id', 'file_id', 'vector_store_id', 'container_id', 'status'],
  ...['url', 'uri', 'image_url', 'file_url', 'fileUri', 'file_uri', 'data', 'file_data', 'image_data', 'b64_json'],
  ...['media_type', 'mimeType', 'mime_type', 'format', 'detail', 'ttl', 'role', 'phase'],
  ...['signature', 'thoughtSignature', 'thought_signature', 'encrypted_content', 'encrypted_index'],
]);

/** Blanks, letters beyond ASCII, and lines shorter than those of base64. */
const prose = /[ \t\u0080-\uffff]|[\r\n][^\r\n]{1,48}[\r\n]/;

/** Fields whose inner names are the client's own. */
const free = new Set(['input', 'args', 'arguments', 'response', 'parameters', 'input_schema']);
