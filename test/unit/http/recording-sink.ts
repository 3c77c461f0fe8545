import type { Fault } from '../../../shared/errors/fault.ts';
import type { BodySink } from '../../../shared/http/body.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';

/** A sink that writes down what happens to it. */
export class RecordingSink implements BodySink {
  /** `write:<text>`, `end` or `fail:<code>`, in order. */
  readonly events: string[] = [];
  trailers: HeaderList | undefined = undefined;
  /** What `write` answers. */
  takes = true;
  onWrite: (() => void) | undefined = undefined;

  write(chunk: Uint8Array): boolean {
    this.events.push(`write:${new TextDecoder().decode(chunk)}`);
    this.onWrite?.();
    return this.takes;
  }

  end(trailers?: HeaderList): void {
    this.trailers = trailers;
    this.events.push('end');
  }

  fail(fault: Fault): void {
    this.events.push(`fail:${fault.code}`);
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Lets every promise that can settle without the outside world do so. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
}
