import type { Body } from '../../http/body.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { joinBytes } from '../../http/join-bytes.ts';
import type { BodyTransform } from '../../http/transform.ts';
import { transformBody } from '../../http/transformed-body.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { Credentials } from './credentials.ts';

/**
 * Keeps the key of an upstream from clients where the upstream quotes it. Stars of the same number stand in its place, so
 * that lengths and places stay what they were.
 */
export class HiddenKey {
  readonly #key: string;
  readonly #bytes: Uint8Array;

  constructor(key: string) {
    this.#key = key;
    this.#bytes = new TextEncoder().encode(key);
  }

  /** A text without the key. */
  text(text: string): string {
    return text.replaceAll(this.#key, '*'.repeat(this.#key.length));
  }

  /** An event without the key. */
  event({ name, data, bytes }: StreamEvent): StreamEvent {
    return { name, data: this.text(data), bytes: this.bytes(bytes) };
  }

  /** Takes the key out of the values of fields. */
  fields({ flat }: HeaderList): void {
    for (let i = 1; i < flat.length; i += 2) if (flat[i]!.includes(this.#key)) flat[i] = this.text(flat[i]!);
  }

  /** Bytes without the key: the same ones where it is not in them. */
  bytes(content: Uint8Array): Uint8Array {
    return this.#masked(content).bytes;
  }

  /** A body without the key, in however many pieces it comes. No more of it is held than could begin the key. */
  body(body: Body): Body {
    let held: Uint8Array | undefined;
    const transform: BodyTransform = {
      chunk: (chunk) => {
        const { bytes, rest } = this.#masked(held === undefined ? chunk : joinBytes([held, chunk]));
        held = rest === bytes.length ? undefined : bytes.slice(rest);
        return rest === 0 ? undefined : bytes.subarray(0, rest);
      },
      end: () => held,
    };
    const changed = transformBody(body, transform);
    return {
      length: body.length,
      start: (sink) => changed.start(sink),
      resume: () => changed.resume(),
      cancel: (fault) => changed.cancel(fault),
    };
  }

  /** `rest` is where a piece begins that may go on as the key. */
  #masked(content: Uint8Array): { readonly bytes: Uint8Array; readonly rest: number } {
    const key = this.#bytes;
    let bytes = content;
    let at = content.indexOf(key[0]!);
    while (at !== -1) {
      const same = this.#sameAt(content, at);
      if (same < key.length && at + same === content.length) return { bytes, rest: at };
      if (same === key.length) {
        if (bytes === content) bytes = content.slice();
        bytes.fill(star, at, at + same);
      }
      at = content.indexOf(key[0]!, at + (same === key.length ? same : 1));
    }
    return { bytes, rest: content.length };
  }

  /** How many bytes of the key stand here. */
  #sameAt(content: Uint8Array, at: number): number {
    const key = this.#bytes;
    let same = 0;
    while (same < key.length && content[at + same] === key[same]) same += 1;
    return same;
  }
}

/** What hides the key of these credentials, without their scheme; `undefined` where there is none worth it. */
export function hiddenKey(credentials: Credentials | undefined): HiddenKey | undefined {
  if (credentials === undefined) return undefined;
  const known = hidden.get(credentials);
  if (known !== undefined) return known ?? undefined;
  const key = credentials.value.slice(credentials.value.lastIndexOf(' ') + 1);
  const made = key.length < shortest ? undefined : new HiddenKey(key);
  hidden.set(credentials, made ?? null);
  return made;
}

const hidden = new WeakMap<Credentials, HiddenKey | null>();
/** Shorter ones are no secrets, such as `none`, and may be part of any word. */
const shortest = 8;
const star = 42;
