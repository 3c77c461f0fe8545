import type { Body } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';
import { mediaEssence } from '../http/media-type.ts';
import { tapBody } from '../http/tapped-body.ts';
import type { BodyTap } from '../http/transform.ts';
import { redactJson, redactQuery } from './redact-text.ts';

/** The beginning of a body, as text, for a log. */
export class BodySample implements BodyTap {
  readonly #isJson: boolean;
  readonly #isForm: boolean;
  readonly #most: number;
  readonly #kept: Uint8Array[] = [];
  #bytes = 0;

  constructor(essence: string, most: number) {
    this.#isJson = isJson(essence);
    this.#isForm = essence === formType;
    this.#most = most;
  }

  chunk(bytes: Uint8Array): void {
    const room = this.#most - this.#bytes;
    this.#bytes += bytes.byteLength;
    // Copied, as a tap may not keep what it sees.
    if (room > 0) this.#kept.push(bytes.slice(0, room));
  }

  closed(): void {}

  /** What was seen, without the values of what carries secrets by its name. */
  get text(): string {
    const decoder = new TextDecoder();
    const text = this.#kept.map((bytes) => decoder.decode(bytes, { stream: true })).join('');
    const safe = this.#isJson ? redactJson(text) : this.#isForm ? redactQuery(text) : text;
    return this.#bytes > this.#most ? `${safe}...` : safe;
  }
}

/** A sample of a message that is text; `undefined` for others, whose bytes tell nobody anything. */
export function sampleOf(headers: HeaderList, most: number): BodySample | undefined {
  const essence = mediaEssence(headers.get('content-type'));
  if (essence === undefined || headers.has('content-encoding')) return undefined;
  const isText = essence.startsWith('text/') || essence === formType || isJson(essence) || essence.endsWith('xml');
  return isText ? new BodySample(essence, most) : undefined;
}

/** The body, watched by a sample. */
export function sampled(body: Body, sample: BodySample): Body {
  return tapBody(body, sample);
}

const formType = 'application/x-www-form-urlencoded';

function isJson(essence: string): boolean {
  return essence === 'application/json' || essence.endsWith('+json') || essence === 'application/x-ndjson';
}
