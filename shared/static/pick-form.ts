import { preferredCoding } from '../http/accept-encoding.ts';
import type { ContentCoding } from '../platform/compression.ts';
import type { ServedFolder, StoredFile } from '../platform/file-source.ts';
import type { CodedCopies } from './coded-copies.ts';
import { codingEndings, type FileForm } from './file-form.ts';

/** What a site has to choose from. */
export interface FormChoice {
  readonly folder: ServedFolder;
  /** Codings that files may lie beside the plain ones in, and those made here; the best first. */
  readonly stored: readonly ContentCoding[];
  readonly made: readonly ContentCoding[];
  readonly copies: CodedCopies;
}

/** Smallest file that is worth coding. */
const minCodedBytes = 1024;
/** Largest file that is coded on its way; coding more would cost more than sending it. */
const maxCodedBytes = 16 * 1024 * 1024;

/**
 * The form of a file for a client. A file coded beforehand goes before what is made here; one that is older than what it
 * was made of does not count.
 */
export function pickForm(
  choice: FormChoice,
  file: StoredFile,
  names: readonly string[],
  accept: string | undefined,
): FileForm | Promise<FileForm> {
  if (accept === undefined) return { kind: 'plain', file };
  const stored = preferredCoding(accept, choice.stored);
  if (stored) return pickStored(choice, file, names, accept);
  return pickMade(choice, file, names, accept);
}

async function pickStored(
  choice: FormChoice,
  plain: StoredFile,
  names: readonly string[],
  accept: string,
): Promise<FileForm> {
  let offers = choice.stored;
  for (;;) {
    const coding = preferredCoding(accept, offers);
    if (!coding) return pickMade(choice, plain, names, accept);
    const beside = [...names.slice(0, -1), `${names.at(-1)}${codingEndings[coding]}`];
    const file = await choice.folder.find(beside);
    if (file && file !== 'folder') {
      if ((file.modifiedAt ?? 0) >= (plain.modifiedAt ?? 0)) {
        plain.close();
        return { kind: 'stored', file, coding };
      }
      file.close();
    }
    offers = offers.filter((other) => other !== coding);
  }
}

function pickMade({ made, copies }: FormChoice, file: StoredFile, names: readonly string[], accept: string): FileForm {
  const { size, etag } = file;
  if (size === undefined || size < minCodedBytes || size > maxCodedBytes) return { kind: 'plain', file };
  const coding = preferredCoding(accept, made);
  if (!coding) return { kind: 'plain', file };
  const isInVain = etag !== undefined && copies.kept(copyKey(names, coding), etag) === null;
  return isInVain ? { kind: 'plain', file } : { kind: 'coded', file, coding };
}

/** Under what the copy of a file in a coding is kept. */
export function copyKey(names: readonly string[], coding: ContentCoding): string {
  return `${coding}/${names.join('/')}`;
}
