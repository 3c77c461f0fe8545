import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { type SecretPlace, secretPosts } from '../secret-posts.ts';

/** Where a Redis is that is spoken with over REST. */
export type RestAddress = SecretPlace;

/** Sends one command and gives what was answered. */
export interface RestRequester {
  request(command: { readonly body?: unknown; readonly path?: string[] }): Promise<RestAnswer>;
}

/** One of the two. */
export interface RestAnswer {
  readonly result?: unknown;
  readonly error?: string;
}

/** Bytes of an answer at most: three numbers for each of sixteen claims, and more. */
const ways = { what: 'a Redis over REST', usualPath: '', maxAnswerBytes: 16 * 1024 };

/** Commands over the transport of the platform. Throws for a URL that would send the token in the clear. */
export function restRequester(address: RestAddress, platform: Pick<Platform, 'transport' | 'timers'>): RestRequester {
  const post = secretPosts(address, ways, platform);
  return {
    async request({ body, path = [] }) {
      const { status, text } = await post(path.join('/'), JSON.stringify(body));
      const answer = parsed(text);
      // Errors of Redis come with status 400 and are told apart by their text.
      if (answer !== undefined && (status === 200 || answer.error !== undefined)) return answer;
      throw new Fault('ledger_unavailable', { detail: `it answered ${status}` });
    },
  };
}

function parsed(text: string): RestAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Something else than a Redis answered; its status says more than its text.
    return undefined;
  }
}
