import type { Stage } from './stage.ts';

/** What an example must show when it runs. */
export interface Expectation {
  /** The promise, in the present tense. */
  readonly shows: string;
  /** Variables that the file names. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that the example asks people to make, by name in its folder. */
  readonly files?: (() => Readonly<Record<string, string>>) | undefined;
  /** Ports of the file that nothing listens on. 3009 always is one. */
  readonly down?: readonly number[];
  /** Ports of the file where HTTP/2 is spoken in the clear. */
  readonly http2?: readonly number[];
  /** Ports that are not in the file, but that the example has people start. */
  readonly more?: readonly number[];
  /** Certificate and key of the origins on ports that end in 443. */
  readonly tls?: () => { readonly cert: string; readonly key: string };
  /** Why it cannot run on this machine; `undefined` where it can. */
  readonly skip?: string | undefined;
  run(stage: Stage): Promise<void>;
}
