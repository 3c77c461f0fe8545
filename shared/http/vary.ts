import type { HeaderList } from './header-list.ts';

/** Says that the response depends on a field of the request, unless it says so already. `name` in any case. */
export function addVary(headers: HeaderList, name: string): void {
  const given = headers.joined('vary');
  if (given === undefined || given.trim() === '') {
    headers.set('vary', name);
    return;
  }
  const wanted = name.toLowerCase();
  const isSaid = given.split(',').some((part) => part.trim() === '*' || part.trim().toLowerCase() === wanted);
  if (!isSaid) headers.set('vary', `${given}, ${name}`);
}
