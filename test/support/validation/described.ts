import assert from 'node:assert/strict';
import type { Exchange, Routed } from '../../../shared/engine/exchange.ts';
import type { Route } from '../../../shared/engine/plan.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { apiChecks } from '../../../shared/validation/api-checks.ts';
import type { ApiRules } from '../../../shared/validation/api-rules.ts';
import { readOpenApi } from '../../../shared/validation/openapi/read-open-api.ts';
import { routedExchange } from '../exchange.ts';

/** A request as far as checks look at it. */
export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An API with these paths. */
export function described(
  paths: object,
  more: Partial<ApiRules> & { readonly basePath?: string } & { readonly document?: object } = {},
): Described {
  const { basePath, document, isStrict = false, ...rules } = more;
  const read = readOpenApi({ openapi: '3.1.0', paths, ...document }, { isStrict, basePath });
  assert.deepEqual(read.problems, []);
  return new Described({
    ...{ operations: read.operations, requestBody: undefined, responseBody: undefined, isStrict },
    ...{ checksRequests: true, checksResponses: false, maxBytes: 10_000, ...rules },
  });
}

class Described {
  readonly #rules: ApiRules;

  constructor(rules: ApiRules) {
    this.#rules = rules;
  }

  /** What is wrong with a request: its findings, or the code it is refused with. */
  async ask({ method = 'GET', path = '/', query, headers = {}, body }: Sent): Promise<readonly string[]> {
    const exchange: Exchange = routedExchange({ method, path, ...(query !== undefined && { query }), headers });
    exchange.routed({ route: { errorStyle: { pages: new Map() } } as unknown as Route });
    if (body !== undefined) exchange.body = new BytesBody(body);
    const reply = await apiChecks(this.#rules).onRequest!(exchange as Routed);
    if (!reply) {
      if (body) assert.equal(new TextDecoder().decode(await collectBody(exchange.body!, 1e6)), body);
      return [];
    }
    const problem = JSON.parse(new TextDecoder().decode(await collectBody(reply.body!, 1e6)));
    assert.equal(reply.head.status, problem.status);
    return (problem.errors ?? [{ code: problem.code }]).map(told);
  }
}

function told(finding: Readonly<Record<string, string>>): string {
  const { code, in: where, name = '', pointer, detail } = finding;
  return code ?? `${where} ${name}${pointer} ${detail}`;
}
