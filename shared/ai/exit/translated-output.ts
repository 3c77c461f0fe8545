import type { AiError } from '../dialects/dialect.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { StreamTranslator } from '../translate/stream-translator.ts';
import type { StreamOutput } from './stream-output.ts';

/** Hands a stream on in the dialect of the client, whatever the upstream speaks. */
export class TranslatedOutput implements StreamOutput {
  readonly #translator: StreamTranslator;

  constructor(translator: StreamTranslator) {
    this.#translator = translator;
  }

  event(event: StreamEvent): Uint8Array | undefined {
    return bytesOf(this.#translator.event(event));
  }

  end(): Uint8Array | undefined {
    return bytesOf(this.#translator.end());
  }

  error(error: AiError): Uint8Array {
    return encoder.encode(this.#translator.fail(error));
  }
}

function bytesOf(text: string): Uint8Array | undefined {
  return text === '' ? undefined : encoder.encode(text);
}

const encoder = new TextEncoder();
