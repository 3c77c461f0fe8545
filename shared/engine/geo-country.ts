import { slot } from './exchange.ts';

/** The country of the client, once a filter has looked it up: two capital letters. */
export const geoCountry = slot<string>();
