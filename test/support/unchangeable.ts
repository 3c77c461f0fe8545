import type { HeaderList } from '../../shared/http/header-list.ts';

/** The list, which throws at whoever changes it from now on. */
export function unchangeable(list: HeaderList): HeaderList {
  Object.freeze(list.flat);
  return list;
}
