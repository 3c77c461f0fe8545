import { claimFinder, scalarText } from '../../engine/verified-claims.ts';
import { Fault } from '../../errors/fault.ts';
import { utf8Bytes } from '../../http/utf8-bytes.ts';

/** Which claim goes into which field: pairs of field and claim. */
export type ClaimFields = readonly (readonly [field: string, claim: string])[];

/**
 * Makes the fields that tell the upstream of claims: name and value in turn. A claim that is absent, or is an object, gives
 * no field. Items of an array stand with commas between; commas and `%` inside of them are percent-encoded, as are control
 * characters everywhere.
 */
export function claimFields(pairs: ClaimFields): (claims: Readonly<Record<string, unknown>>) => string[] {
  const rows = pairs.map(([field, claim]) => ({ field: field.toLowerCase(), find: claimFinder(claim) }));
  return (claims) => {
    const fields: string[] = [];
    for (const { field, find } of rows) {
      const text = textOf(find(claims));
      if (text === undefined) continue;
      if (text.length > maxLength) throw new Fault('headers_too_large', { detail: `the claim for ${field}` });
      fields.push(field, text);
    }
    return fields;
  };
}

/** What upstreams take of one field, as a rule. */
const maxLength = 4096;

function textOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return sendable(scalarText(value));
  const items = value.flatMap((item) => scalarText(item) ?? []);
  return items.length === 0 ? undefined : sendable(items.map((item) => item.replace(separators, encoded)).join(','));
}

function sendable(text: string | undefined): string | undefined {
  return text === undefined ? undefined : utf8Bytes(text.replace(controls, encoded));
}

function encoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

const separators = /[,%]/g;
const controls = /[\x00-\x1f\x7f]/g;
