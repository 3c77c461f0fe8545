import type { LoadOptions } from '../../shared/config/load.ts';

/** A configuration as `scripts/bundle-config.ts` writes it: the texts of its files, and what each `include` stood for. */
export interface BundledConfig {
  /** Path of the file that takes in the others. */
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  /** Paths by pattern and the file that names it, see {@link globKey}. */
  readonly globs: Readonly<Record<string, readonly string[]>>;
}

/** Under what the files of a pattern are kept. */
export function globKey(pattern: string, from: string): string {
  return `${from}\n${pattern}`;
}

/** The bundled files in place of a file system. */
export function bundledFiles({ entry, files, globs }: BundledConfig): Pick<LoadOptions, 'entry' | 'read' | 'glob'> {
  return {
    entry,
    read(path) {
      const text = files[path];
      if (text === undefined) throw new Error('the Worker was built without it');
      return text;
    },
    glob: (pattern, from) => globs[globKey(pattern, from)] ?? [],
  };
}
