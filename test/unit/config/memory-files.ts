import type { Files } from '../../../shared/config/gather.ts';

/** Files that are texts in memory; patterns know `*` alone. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
): Required<Omit<Files, 'certificates' | 'isFolder' | 'problemOfGeo'>> {
  return {
    read(path) {
      const text = texts[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
    resolve: (path) => path,
    glob(pattern) {
      const form = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      return Object.keys(texts)
        .filter((path) => form.test(path))
        .sort();
    },
  };
}
