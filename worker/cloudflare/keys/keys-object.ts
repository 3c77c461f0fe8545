import { type IRequest, IttyRouter } from 'itty-router';
import type { KeyRecord } from '../../../shared/keys/key-record.ts';
import type { KeyPage } from '../../../shared/keys/key-store.ts';
import { makeKeyTables, SqlKeys } from '../../../shared/keys/sql-keys.ts';
import { type ObjectStorage, objectSql } from '../ledger/object-sql.ts';

/**
 * The Durable Object that keeps the virtual keys: each operation is a POST of JSON to the path of its name. Only the
 * Worker that binds it can ask. The platform sends no answer before what it says is kept.
 */
export class KeysObject {
  readonly #router = IttyRouter();

  constructor({ storage }: { readonly storage: ObjectStorage }) {
    const sql = objectSql(storage);
    storage.transactionSync(() => makeKeyTables(sql));
    const keys = new SqlKeys(sql);
    const route = <Asked>(path: string, answer: (asked: Asked) => unknown): void => {
      this.#router.post(`/${path}`, async (request: IRequest) => Response.json(answer(await request.json()) ?? null));
    };
    route<string>('find', (hash) => keys.find(hash));
    route<string>('get', (id) => keys.get(id));
    route<KeyPage>('list', (page) => keys.list(page));
    route<KeyRecord>('put', (record) => storage.transactionSync(() => keys.put(record)));
    route<string>('drop', (id) => storage.transactionSync(() => keys.drop(id)));
    this.#router.all('*', () => new Response(null, { status: 404 }));
  }

  fetch(request: Request): Promise<Response> {
    return this.#router.fetch(request);
  }
}
