import type { DiscoveredTarget } from './discovered-target.ts';
import { badAnswer } from './endpoint.ts';
import { fieldOf, listOf, textOf } from './json-value.ts';

/** Slices of one service at most: with the hundred endpoints that each holds, more than an upstream may have. */
const maxSlices = 1_000;

/** The endpoint slices of a Kubernetes service as far as they are known, and the targets they add up to. */
export class EndpointSlices {
  readonly #portName: string | undefined;
  #slices = new Map<string, readonly DiscoveredTarget[]>();

  /** `portName` is the port to use; the first one of each slice when absent. */
  constructor(portName: string | undefined) {
    this.#portName = portName;
  }

  /** Takes a whole list in place of what was known. */
  replace(items: readonly unknown[]): void {
    this.#slices = new Map();
    for (const item of items) this.put(item);
  }

  put(slice: unknown): void {
    const name = nameOf(slice);
    if (!this.#slices.has(name) && this.#slices.size >= maxSlices) throw badAnswer(`more than ${maxSlices} slices`);
    this.#slices.set(name, this.#targetsOf(slice));
  }

  drop(slice: unknown): void {
    this.#slices.delete(nameOf(slice));
  }

  targets(): readonly DiscoveredTarget[] {
    return [...this.#slices.values()].flat();
  }

  #targetsOf(slice: unknown): readonly DiscoveredTarget[] {
    const ports = listOf(fieldOf(slice, 'ports')) ?? [];
    const chosen =
      this.#portName === undefined ? ports[0] : ports.find((each) => fieldOf(each, 'name') === this.#portName);
    const port = fieldOf(chosen, 'port');
    if (typeof port !== 'number') return [];
    const ready = (listOf(fieldOf(slice, 'endpoints')) ?? []).filter(isReady);
    return ready.flatMap((endpoint) => {
      const zone = textOf(fieldOf(endpoint, 'zone'));
      // All addresses of an endpoint lead to the same pod; the first is enough, as the interface itself says.
      const host = textOf(listOf(fieldOf(endpoint, 'addresses'))?.[0]);
      return host === undefined ? [] : [{ host, port, weight: 1, zone }];
    });
  }
}

/** What says nothing counts as ready. */
function isReady(endpoint: unknown): boolean {
  return fieldOf(fieldOf(endpoint, 'conditions'), 'ready') !== false;
}

function nameOf(slice: unknown): string {
  const name = textOf(fieldOf(fieldOf(slice, 'metadata'), 'name'));
  if (name === undefined) throw badAnswer('a slice has no name');
  return name;
}
