import type { Dialect } from '../dialects/dialect.ts';

/** Whether requests of one dialect can be asked in another. */
export function canTranslate(from: Dialect, to: Dialect): boolean {
  return partners.get(from.name) === to.name;
}

const partners: ReadonlyMap<string, string> = new Map([
  ['openai-chat', 'anthropic-messages'],
  ['anthropic-messages', 'openai-chat'],
]);

/** The path at which the other dialect is asked, with the prefix and version that the client's path has. */
export function translatedPath(path: string, to: Dialect): string {
  if (to.name === 'anthropic-messages') return path.replace(chatPath, '/v1/messages');
  return path.replace(messagesPath, '/v1/chat/completions');
}

/** Azure and some others have no version in the path, which the other side always has. */
const chatPath = /(?:\/openai)?(?:\/deployments\/[^/]+|\/v\d+)?\/chat\/completions\/*$/i;
const messagesPath = /(?:\/v\d+)?\/messages\/*$/i;
