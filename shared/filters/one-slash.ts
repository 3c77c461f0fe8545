/**
 * A normal path with exactly one slash at its beginning, for paths that a filter made by taking something away. `//host`
 * would be another host wherever an upstream sends clients to the path it was asked for, and so would be slashes and
 * backslashes that are escaped and that it decodes. Dots that would climb once those are gone go with them.
 */
export function withOneSlash(path: string): string {
  return `/${path.replace(leadingSlashes, '')}`;
}

const leadingSlashes = /^(?:\/|%2f|%5c|(?:\.|%2e){1,2}(?=\/|%2f|%5c|$))+/i;
