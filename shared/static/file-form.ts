import { weakTag } from '../http/conditional.ts';
import type { ContentCoding } from '../platform/compression.ts';
import type { StoredFile } from '../platform/file-source.ts';

/** A file as one client gets it: as it is, from a file that was coded beforehand, or coded here. */
export type FileForm =
  | { readonly kind: 'plain'; readonly file: StoredFile }
  | { readonly kind: 'stored'; readonly file: StoredFile; readonly coding: ContentCoding }
  | { readonly kind: 'coded'; readonly file: StoredFile; readonly coding: ContentCoding };

/** The tag of a form. Bytes coded here are not the same for ever: another version of a coder writes others. */
export function tagOf({ kind, file }: FileForm): string | undefined {
  return kind === 'coded' && file.etag !== undefined ? weakTag(file.etag) : file.etag;
}

/** Endings of files that hold others in a coding. */
export const codingEndings: Readonly<Record<ContentCoding, string>> = {
  br: '.br',
  zstd: '.zst',
  gzip: '.gz',
  deflate: '.zz',
};
