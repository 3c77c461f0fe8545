import { askByText, ledgerOperations } from '../../../shared/ledger/http-face.ts';
import { ledgerPath } from '../../../shared/ledger/http-path.ts';
import { mostRequestBytes } from '../../../shared/ledger/http-requests.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { isSameSecret } from './same-secret.ts';
import { textWithin } from './text-within.ts';

/** A shorter token could be guessed; with one, there is no face. */
const leastTokenLength = 32;

/**
 * The ledger of a Worker for servers elsewhere: each operation is a POST of JSON below `/.sentinel/ledger/`, with the
 * token as a bearer. Answers nothing that is not below it.
 */
export class LedgerFace {
  readonly #ledger: Ledger;
  readonly #token: string;

  private constructor(ledger: Ledger, token: string) {
    this.#ledger = ledger;
    this.#token = token;
  }

  /** None without a token that is long enough. */
  static of(ledger: Ledger, token: string | undefined): LedgerFace | undefined {
    return token === undefined || token.length < leastTokenLength ? undefined : new LedgerFace(ledger, token);
  }

  /** The answer to a request that is for the ledger; `undefined` for any other. */
  answer(request: Request): Promise<Response> | undefined {
    // Nearly all requests are for something else, and their URLs need not be taken apart.
    if (!request.url.includes(prefix)) return undefined;
    const { pathname } = new URL(request.url);
    return pathname.startsWith(prefix) ? this.#answer(request, pathname.slice(prefix.length)) : undefined;
  }

  async #answer(request: Request, name: string): Promise<Response> {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (given === undefined || !(await isSameSecret(given, this.#token)))
      return empty(401, 'www-authenticate', 'Bearer');
    const operation = ledgerOperations.find((known) => known === name);
    if (operation === undefined) return empty(404);
    if (request.method !== 'POST') return empty(405, 'allow', 'POST');
    const body = await textWithin(request, mostRequestBytes);
    if (body === undefined) return empty(413);
    const { status, text } = await askByText(this.#ledger, operation, body);
    return new Response(text, { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
  }
}

const prefix = `${ledgerPath}/`;

function empty(status: number, name = 'cache-control', value = 'no-store'): Response {
  return new Response(null, { status, headers: { [name]: value } });
}
