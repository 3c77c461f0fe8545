import { slot } from './exchange.ts';

/**
 * The upstream that a filter chose for a request in place of that of the route, by its name. Answers of one are not those of
 * another: whoever keeps answers tells them apart by it.
 */
export const destination = slot<string>();
