import type { PriceList } from './prices.ts';

/** List prices of a provider on a day, in US dollars for a million tokens. */
interface BookPage {
  readonly provider: string;
  /** The day on which the prices were those of the provider. */
  readonly asOf: string;
  /** Input, output, and beside them what has a price of its own. */
  readonly models: Readonly<Record<string, readonly [input: number, output: number, others?: OtherPrices]>>;
}

interface OtherPrices {
  readonly cached?: number;
  readonly write?: number;
  readonly audioIn?: number;
  readonly audioOut?: number;
  /** Above that many input tokens: input, output, cached input, written to the cache. */
  readonly long?: readonly [above: number, input: number, output: number, cached?: number, write?: number];
}

/** The currency of the price book. */
export const priceBookCurrency = 'USD';

const openai: BookPage = {
  provider: 'openai',
  asOf: '2025-12-15',
  models: {
    'gpt-5.2': [1.75, 14, { cached: 0.175 }],
    'gpt-5.1': [1.25, 10, { cached: 0.125 }],
    'gpt-5': [1.25, 10, { cached: 0.125 }],
    'gpt-5-chat': [1.25, 10, { cached: 0.125 }],
    'gpt-5-codex': [1.25, 10, { cached: 0.125 }],
    'gpt-5-mini': [0.25, 2, { cached: 0.025 }],
    'gpt-5-nano': [0.05, 0.4, { cached: 0.005 }],
    'gpt-5-pro': [15, 120],
    'gpt-4.1': [2, 8, { cached: 0.5 }],
    'gpt-4.1-mini': [0.4, 1.6, { cached: 0.1 }],
    'gpt-4.1-nano': [0.1, 0.4, { cached: 0.025 }],
    'gpt-4o': [2.5, 10, { cached: 1.25 }],
    'gpt-4o-mini': [0.15, 0.6, { cached: 0.075 }],
    'gpt-4o-audio-preview': [2.5, 10, { audioIn: 40, audioOut: 80 }],
    'gpt-4o-mini-audio-preview': [0.15, 0.6, { audioIn: 10, audioOut: 20 }],
    'chatgpt-4o': [5, 15],
    o1: [15, 60, { cached: 7.5 }],
    'o1-mini': [1.1, 4.4, { cached: 0.55 }],
    'o1-pro': [150, 600],
    o3: [2, 8, { cached: 0.5 }],
    'o3-mini': [1.1, 4.4, { cached: 0.55 }],
    'o3-pro': [20, 80],
    'o4-mini': [1.1, 4.4, { cached: 0.275 }],
    'gpt-4-turbo': [10, 30],
    'gpt-4': [30, 60],
    'gpt-4-32k': [60, 120],
    'gpt-3.5-turbo': [0.5, 1.5],
    'gpt-3.5-turbo-instruct': [1.5, 2],
    'text-embedding-3-small': [0.02, 0],
    'text-embedding-3-large': [0.13, 0],
    'text-embedding-ada-002': [0.1, 0],
  },
};

const anthropic: BookPage = {
  provider: 'anthropic',
  asOf: '2025-12-15',
  models: {
    'claude-opus-4-5': [5, 25, { cached: 0.5, write: 6.25 }],
    'claude-opus-4-1': [15, 75, { cached: 1.5, write: 18.75 }],
    'claude-opus-4': [15, 75, { cached: 1.5, write: 18.75 }],
    'claude-opus-4-0': [15, 75, { cached: 1.5, write: 18.75 }],
    'claude-sonnet-4-5': [3, 15, { cached: 0.3, write: 3.75, long: [200_000, 6, 22.5, 0.6, 7.5] }],
    'claude-sonnet-4': [3, 15, { cached: 0.3, write: 3.75, long: [200_000, 6, 22.5, 0.6, 7.5] }],
    'claude-sonnet-4-0': [3, 15, { cached: 0.3, write: 3.75, long: [200_000, 6, 22.5, 0.6, 7.5] }],
    'claude-haiku-4-5': [1, 5, { cached: 0.1, write: 1.25 }],
    'claude-3-7-sonnet': [3, 15, { cached: 0.3, write: 3.75 }],
    'claude-3-5-sonnet': [3, 15, { cached: 0.3, write: 3.75 }],
    'claude-3-5-haiku': [0.8, 4, { cached: 0.08, write: 1 }],
    'claude-3-opus': [15, 75, { cached: 1.5, write: 18.75 }],
    'claude-3-sonnet': [3, 15],
    'claude-3-haiku': [0.25, 1.25, { cached: 0.03, write: 0.3 }],
  },
};

const google: BookPage = {
  provider: 'google',
  asOf: '2025-12-15',
  models: {
    'gemini-3-pro-preview': [2, 12, { cached: 0.2, long: [200_000, 4, 18, 0.4] }],
    'gemini-2.5-pro': [1.25, 10, { cached: 0.125, long: [200_000, 2.5, 15, 0.25] }],
    'gemini-2.5-flash': [0.3, 2.5, { cached: 0.03, audioIn: 1 }],
    'gemini-2.5-flash-lite': [0.1, 0.4, { cached: 0.01, audioIn: 0.3 }],
    'gemini-2.0-flash': [0.1, 0.4, { cached: 0.025, audioIn: 0.7 }],
    'gemini-2.0-flash-lite': [0.075, 0.3],
    'gemini-1.5-pro': [1.25, 5, { cached: 0.3125, long: [128_000, 2.5, 10, 0.625] }],
    'gemini-1.5-flash': [0.075, 0.3, { cached: 0.01875, long: [128_000, 0.15, 0.6, 0.0375] }],
    'gemini-embedding': [0.15, 0],
  },
};

/** The price book, a page for each provider. */
export const priceBook: readonly BookPage[] = [openai, anthropic, google];

/** The prices of a page's row, as whole millionths. */
export function listOf([input, output, others = {}]: BookPage['models'][string]): PriceList {
  const { cached, write, audioIn, audioOut, long } = others;
  return {
    input: scaled(input),
    output: scaled(output),
    cachedInput: cached === undefined ? undefined : scaled(cached),
    cacheWrite: write === undefined ? undefined : scaled(write),
    audioInput: audioIn === undefined ? undefined : scaled(audioIn),
    audioOutput: audioOut === undefined ? undefined : scaled(audioOut),
    tiers: long && [tierOf(long)],
  };
}

function tierOf([above, input, output, cached, write]: NonNullable<OtherPrices['long']>) {
  return {
    above,
    input: scaled(input),
    output: scaled(output),
    cachedInput: cached === undefined ? undefined : scaled(cached),
    cacheWrite: write === undefined ? undefined : scaled(write),
  };
}

/** The book has at most six digits after the point. */
function scaled(price: number): number {
  return Math.round(price * 1_000_000);
}
