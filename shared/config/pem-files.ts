import type { PemContent } from './fields/field.ts';
import type { BlockShape } from './fields/shape.ts';
import type { Files } from './gather.ts';
import type { Problems } from './problem.ts';
import { replaced } from './source/replace.ts';
import { type Leaf, leaf, type Mapping, type Tree } from './source/tree.ts';
import { walk } from './walk.ts';

/**
 * Looks into the certificates and keys that a configuration names, so that a wrong one is found at load and not by the
 * first connection. In the tree it answers, their paths, and those of other files, count from anywhere. Does nothing
 * where there are no files.
 */
export async function checkPemFiles(
  tree: Mapping,
  shape: BlockShape,
  files: Files,
  problems: Problems,
): Promise<Mapping> {
  const named: { readonly value: Leaf; readonly path: string; readonly holds: PemContent | undefined }[] = [];
  walk(tree, shape, ({ field, value, path }) => {
    const { holds, isFile } = field.notes;
    if ((holds || isFile) && value.kind === 'leaf' && typeof value.value === 'string')
      named.push({ value, path, holds });
    return true;
  });
  if (named.length === 0 || !files.read) return tree;
  const found = new Map<Tree, Tree>();
  for (const { value, path, holds } of named) {
    const file = String(value.value);
    const wrong = holds && (await whatIsWrong(file, value.place.file, holds, files));
    if (wrong !== undefined) problems.error(value.place, path, wrong);
    found.set(value, leaf(files.resolve?.(file, value.place.file) ?? file, value.place));
  }
  return replaced(tree, found) as Mapping;
}

async function whatIsWrong(
  file: string,
  from: string,
  holds: PemContent,
  { read }: Files,
): Promise<string | undefined> {
  let text: string | undefined;
  try {
    text = await read?.(file, from);
  } catch {
    return `the file ${file} cannot be read`;
  }
  if (labelsOf(text).includes('ENCRYPTED PRIVATE KEY'))
    return `the private key in ${file} is encrypted; decrypt it first`;
  return holdsPem(text, holds) ? undefined : `the file ${file} holds no ${contents[holds].name} in PEM`;
}

/** Whether a text has a block of that kind, whatever is in it. */
export function holdsPem(text: string | undefined, kind: PemContent): boolean {
  return labelsOf(text).some((label) => contents[kind].label.test(label));
}

function labelsOf(text = ''): readonly string[] {
  return Array.from(text.matchAll(block), ([, label]) => label ?? '');
}

const contents: Readonly<Record<PemContent, { readonly label: RegExp; readonly name: string }>> = {
  certificates: { label: /^(?:X509 |TRUSTED )?CERTIFICATE$/, name: 'certificate' },
  'private-key': { label: /^(?:RSA |EC )?PRIVATE KEY$/, name: 'private key' },
};

/** A PEM block (RFC 7468), with whatever stands before its base64 in older ones. */
const block = /-----BEGIN ([A-Z\d ]+)-----[^-]+-----END \1-----/g;
