/** Reservations whose shards are remembered; of others, all shards are asked. */
const most = 10_000;

/** Which shards hold the reservations that were made here, so that they can be settled without asking all shards. */
export class KnownShards {
  readonly #byId = new Map<string, readonly number[]>();

  put(id: string, shards: readonly number[]): void {
    if (this.#byId.size >= most) this.#byId.delete(this.#byId.keys().next().value!);
    this.#byId.set(id, shards);
  }

  get(id: string): readonly number[] | undefined {
    return this.#byId.get(id);
  }

  drop(id: string): void {
    this.#byId.delete(id);
  }
}
