import { defineFilter } from '../engine/filter.ts';
import { limitRequestBody } from '../engine/limit-request-body.ts';

/** What `request-size` is told. */
export interface RequestSizeOptions {
  readonly maxSizeBytes: number;
}

/** Refuses request bodies beyond a size: at once where the length is announced, else with the byte that is too much. */
export const requestSize = defineFilter({
  name: 'request-size',
  create({ maxSizeBytes }: RequestSizeOptions) {
    return {
      onRequest(exchange) {
        limitRequestBody(exchange, maxSizeBytes);
        return undefined;
      },
    };
  },
});
