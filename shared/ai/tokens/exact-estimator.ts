import type { Encoding } from './encodings/encoding.ts';
import { encodingOfModel } from './encodings/encoding-of-model.ts';
import type { Encodings } from './encodings/encodings.ts';
import { TokenCounter } from './encodings/token-counter.ts';
import { type CountableRequest, countableRequest, estimateOf } from './estimate-request.ts';
import type { Estimate, Estimator } from './estimator.ts';

/** What an exact estimator is made of. */
export interface ExactParts {
  readonly encodings: Encodings;
  /** Tokens of output where the client sets no limit. */
  readonly defaultOutput: number;
  /** Lets others go on in the middle of a long count. */
  readonly pause: () => Promise<void>;
}

/** Texts of so many units in all are counted in one go: about ten milliseconds. Longer ones with pauses. */
const atOnce = 128 * 1024;

/** Counts with the vocabulary of the model: exact for models of OpenAI, near for others. */
export function exactEstimator({ encodings, defaultOutput, pause }: ExactParts): Estimator {
  const encodingFor = (model: string | undefined) => encodings.get(encodingOfModel(model).name);
  return {
    method: 'tiktoken',
    estimate(request) {
      const countable = countableRequest(request, defaultOutput);
      return whenReady(encodingFor(request.model), (encoding) => estimated(countable, encoding, pause));
    },
    count: (text, model) => whenReady(encodingFor(model), (encoding) => countAll([text], encoding, pause)),
    counter: (model) => whenReady(encodingFor(model), (encoding) => new TokenCounter(encoding)),
  };
}

function estimated(
  countable: CountableRequest,
  encoding: Encoding,
  pause: () => Promise<void>,
): Estimate | Promise<Estimate> {
  const total = countAll(countable.texts, encoding, pause);
  return whenReady(total, (tokens) => estimateOf(countable, tokens));
}

function countAll(texts: readonly string[], encoding: Encoding, pause: () => Promise<void>): number | Promise<number> {
  let length = 0;
  for (const text of texts) length += text.length;
  if (length > atOnce) return countWithPauses(texts, encoding, pause);
  let total = 0;
  for (const text of texts) total += encoding.count(text);
  return total;
}

async function countWithPauses(
  texts: readonly string[],
  encoding: Encoding,
  pause: () => Promise<void>,
): Promise<number> {
  let total = 0;
  let since = 0;
  for (const text of texts) {
    const counting = encoding.counting(text);
    for (;;) {
      const { done, value } = counting.next();
      if (done) {
        total += value;
        break;
      }
      await pause();
    }
    since += text.length;
    if (since < atOnce) continue;
    since = 0;
    await pause();
  }
  return total;
}

/** Goes on at once with what is there already, and later with what is not. */
function whenReady<Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
