import type { AiRequest, TextPiece } from '../ai-request.ts';
import { isList, isObject } from '../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type MediaPart, mediaInText, mediaPart } from './media/media-part.ts';

/** What a request holds, as far as it costs tokens. */
export interface RequestParts {
  /** All texts; definitions of tools and their arguments as JSON, because their names are read too. */
  readonly texts: readonly string[];
  readonly media: readonly MediaPart[];
  /** Tokens that are given as numbers already. */
  readonly tokenIds: number;
  /** Messages, system prompts among them. */
  readonly messages: number;
  readonly hasTools: boolean;
}

/** Takes a request apart. */
export function requestParts({ dialect, json }: AiRequest): RequestParts {
  const texts: string[] = [];
  const media: MediaPart[] = [];
  const defined = new Set<string>();
  let read: Set<JsonValue | undefined> | undefined;
  for (const piece of dialect.texts(json)) {
    if (piece.role === 'definition') takeDefinition(piece, json, defined, texts);
    else if (standsInJson(piece)) continue;
    else if (piece.codedBehind === undefined) takeText(piece, texts, media);
    else {
      texts.push(piece.text);
      read ??= new Set();
      read.add(valueAt(json, piece.place.slice(0, -1)));
    }
  }
  for (const name of Object.keys(json)) if (!defined.has(name)) takeObjects(json[name], texts, media);
  // A file of text that could be read is a text, and no file beside it.
  const files = read === undefined ? media : media.filter(({ holder }) => !read.has(holder));
  return {
    texts,
    media: files,
    tokenIds: tokenIdsIn(json),
    messages: messagesIn(json),
    hasTools: defined.has('tools'),
  };
}

function takeText({ text, place }: TextPiece, texts: string[], media: MediaPart[]): void {
  const file = mediaInText(text, place);
  if (file === undefined) texts.push(text);
  else media.push(file);
}

/** Takes the whole field that a definition stands in, once. */
function takeDefinition({ place }: TextPiece, json: JsonObject, defined: Set<string>, texts: string[]): void {
  // Gemini takes several requests in one, and counts a request within another.
  const depth =
    place[0] === 'requests' ? 3 : place.length > 2 && String(place[0]).startsWith('generateContent') ? 2 : 1;
  const root = place.slice(0, depth);
  const key = root.join('/');
  if (defined.has(key)) return;
  defined.add(key);
  texts.push(JSON.stringify(valueAt(json, root)));
}

/** Whether a text is part of what {@link takeObjects} takes whole. */
function standsInJson({ place }: TextPiece): boolean {
  return place.some((name, index) => index > 0 && index < place.length - 1 && structured.has(name));
}

/** Takes files, and objects whose names are the client's own: arguments and results of tools. */
function takeObjects(value: JsonValue | undefined, texts: string[], media: MediaPart[]): void {
  if (isList(value)) for (const entry of value) takeObjects(entry, texts, media);
  if (!isObject(value)) return;
  const file = mediaPart(value);
  if (file !== undefined) media.push(file);
  for (const name of Object.keys(value)) {
    const child = value[name];
    if (typeof child !== 'object' || child === null || silent.has(name)) continue;
    if (structured.has(name)) texts.push(JSON.stringify(child));
    else takeObjects(child, texts, media);
  }
}

function valueAt(json: JsonObject, place: readonly (string | number)[]): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const name of place) value = (value as JsonObject | undefined)?.[name];
  return value;
}

function tokenIdsIn(json: JsonObject): number {
  let count = 0;
  for (const value of [json['prompt'], json['input']]) {
    if (!isList(value)) continue;
    for (const entry of value) {
      if (typeof entry === 'number') count += 1;
      else if (isList(entry)) for (const id of entry) if (typeof id === 'number') count += 1;
    }
  }
  return count;
}

function messagesIn(json: JsonObject): number {
  let count = 0;
  for (const name of turns) {
    const list = json[name];
    if (isList(list)) for (const turn of list) if (isObject(turn)) count += 1;
  }
  for (const name of systems) if (json[name] !== undefined) count += 1;
  return count;
}

const turns = ['messages', 'contents', 'input'];
const systems = ['system', 'instructions', 'systemInstruction', 'system_instruction'];

/** Fields of parts of content whose inner names are the client's own. */
const structured = new Set<string | number>(['input', 'args', 'arguments', 'response', 'parameters', 'input_schema']);

/** Fields of requests within a request that are definitions. */
const silent = new Set(['tools', 'functions', 'generationConfig', 'generation_config']);
