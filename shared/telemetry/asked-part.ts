import type { RequestHead } from '../http/head.ts';
import type { FieldSwitches } from './field-switches.ts';
import { jsonText } from './log-text.ts';

/** What a line of the access log tells of what was asked for. Requests in a row often ask for the same. */
export class AskedPart {
  readonly #shown: FieldSwitches;
  #method = '';
  #path = '';
  #query: string | undefined = undefined;
  #version: RequestHead['version'] | undefined = undefined;
  #part = '';

  constructor(shown: FieldSwitches) {
    this.#shown = shown;
  }

  of({ method, path, query, version }: RequestHead): string {
    const isSame = path === this.#path && query === this.#query && method === this.#method && version === this.#version;
    if (isSame) return this.#part;
    this.#method = method;
    this.#path = path;
    this.#query = query;
    this.#version = version;
    this.#part = [
      this.#shown.method === false ? '' : `,"method":${jsonText(method)}`,
      this.#shown.path === false ? '' : `,"path":${jsonText(path)}`,
      this.#shown.query === false || query === undefined ? '' : `,"query":${jsonText(query)}`,
      protocols[version],
    ].join('');
    return this.#part;
  }
}

const protocols = {
  '1.0': ',"protocol":"HTTP/1.0"',
  '1.1': ',"protocol":"HTTP/1.1"',
  '2': ',"protocol":"HTTP/2"',
  '3': ',"protocol":"HTTP/3"',
} as const;
