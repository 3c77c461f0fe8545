/** Whether a text at a place of a request or answer is JSON itself: the arguments that models give to tools. */
export function isJsonPlace(place: readonly (string | number)[]): boolean {
  const name = place.at(-1);
  return name === 'arguments' || name === 'partial_json';
}

/** The name of a channel of a stream whose text is JSON itself. */
export function jsonChannel(name: string): string {
  return `${name}#json`;
}

/** Whether the text of a channel of a stream is JSON itself. */
export function isJsonChannel(channel: string): boolean {
  return channel.endsWith('#json');
}
