import type { HeaderList } from '../../http/header-list.ts';

/** What a request showed: nothing, something that can be read, or what cannot be meant. */
export type Shown<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'shown'; readonly value: T };

/** A name with its password (RFC 7617). */
export interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

/**
 * What stands in `authorization` after this scheme. Of another scheme is none; several fields are bad, since the upstream
 * might read another of them than was checked.
 */
export function schemeCredentials(headers: HeaderList, scheme: string): Shown<string> {
  const fields = headers.all('authorization');
  if (fields.length > 1) return bad;
  const field = fields[0]?.trim();
  if (field === undefined) return none;
  // A tab is no separator by the standard, but some servers take it for one.
  const space = field.search(blank);
  const name = space === -1 ? field : field.slice(0, space);
  if (name.toLowerCase() !== scheme) return none;
  const value = space === -1 ? '' : field.slice(space + 1).trim();
  return value === '' || value.length > maxLength ? bad : { kind: 'shown', value };
}

/** The name and password of basic authentication; UTF-8, without control characters. */
export function basicCredentials(headers: HeaderList): Shown<NameAndPassword> {
  const shown = schemeCredentials(headers, 'basic');
  if (shown.kind !== 'shown') return shown;
  const text = base64Text(shown.value);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return bad;
  return { kind: 'shown', value: { name: text.slice(0, colon), password: text.slice(colon + 1) } };
}

/** Longer ones are none that anybody issues, and would cost work. */
export const maxLength: number = 16 * 1024;

const blank = /[ \t]/;

const none = { kind: 'none' } as const;
const bad = { kind: 'bad' } as const;

function base64Text(value: string): string | undefined {
  if (!base64.test(value)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return control.test(text) ? undefined : text;
  } catch {
    // Not base64, or not UTF-8: nothing that was issued looks like that.
    return undefined;
  }
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const control = /[\x00-\x1f\x7f]/;
