import type { HeaderList } from '../../http/header-list.ts';

/** Tells the client what could not be carried to or from the API of the provider, beside what was told already. */
export function untranslatedHeader(headers: HeaderList, lost: readonly string[]): void {
  if (lost.length === 0) return;
  const known = headers.get(name)?.split(', ') ?? [];
  headers.set(name, [...new Set([...known, ...lost])].join(', '));
}

const name = 'x-sentinel-untranslated';
