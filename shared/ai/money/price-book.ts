import type { BookPage } from './book-page.ts';

/** The currency of the price book. */
export const priceBookCurrency = 'USD';

const over272k = [272_000, 2, 1.5] as const;
const over200k = [200_000, 2, 1.5] as const;

const openai: BookPage = {
  provider: 'openai',
  asOf: '2026-11-18',
  models: {
    'gpt-6.2-astra': [8, 40, { cached: 0.4, write: 10, long: over272k }],
    'gpt-6.2-sol gpt-6.1-sol': [2, 10, { cached: 0.1, write: 2.5, long: over272k }],
    'gpt-6.1-terra': [1, 5, { cached: 0.05, write: 1.25, long: over272k }],
    'gpt-6-astra': [10, 50, { cached: 1, write: 12.5, long: over272k }],
    'gpt-6-sol': [2, 10, { cached: 0.2, write: 2.5, long: over272k }],
    'gpt-6-luna': [0.1, 0.5, { cached: 0.01, write: 0.125, long: over272k }],
    'gpt-5.6 gpt-5.6-sol': [5, 30, { cached: 0.5, write: 6.25, long: over272k }],
    'gpt-5.6-terra': [2, 12, { cached: 0.2, write: 2.5, long: over272k }],
    'gpt-5.6-luna': [0.2, 1.2, { cached: 0.02, write: 0.25, long: over272k }],
    'gpt-5.5': [5, 30, { cached: 0.5, long: over272k }],
    'gpt-5.5-pro gpt-5.4-pro': [30, 180, { long: over272k }],
    'gpt-5.4': [2.5, 15, { cached: 0.25, long: over272k }],
    'gpt-5.4-mini': [0.75, 4.5, { cached: 0.075 }],
    'gpt-5.4-nano': [0.2, 1.25, { cached: 0.02 }],
    'gpt-5.3-codex gpt-5.3-chat gpt-5.2 gpt-5.2-codex gpt-5.2-chat': [1.75, 14, { cached: 0.175 }],
    'gpt-5.2-pro': [21, 168],
    'gpt-5.1 gpt-5.1-chat gpt-5.1-codex gpt-5.1-codex-max': [1.25, 10, { cached: 0.125 }],
    'gpt-5 gpt-5-chat gpt-5-codex': [1.25, 10, { cached: 0.125 }],
    'gpt-5-mini gpt-5.1-codex-mini': [0.25, 2, { cached: 0.025 }],
    'gpt-5-nano': [0.05, 0.4, { cached: 0.005 }],
    'gpt-5-pro': [15, 120],
    'codex-mini': [1.5, 6, { cached: 0.375 }],
    'gpt-4.1': [2, 8, { cached: 0.5 }],
    'gpt-4.1-mini': [0.4, 1.6, { cached: 0.1 }],
    'gpt-4.1-nano': [0.1, 0.4, { cached: 0.025 }],
    'gpt-4o': [2.5, 10, { cached: 1.25 }],
    'gpt-4o-mini': [0.15, 0.6, { cached: 0.075 }],
    'gpt-4o-audio-preview': [2.5, 10, { audioIn: 40, audioOut: 80 }],
    'gpt-4o-mini-audio-preview': [0.15, 0.6, { audioIn: 10, audioOut: 20 }],
    'gpt-audio gpt-audio-1.5': [2.5, 10, { audioIn: 32, audioOut: 64 }],
    'gpt-audio-mini': [0.6, 2.4, { audioIn: 10, audioOut: 20 }],
    'chatgpt-4o gpt-4o-2024-05-13': [5, 15],
    o1: [15, 60, { cached: 7.5 }],
    'o1-mini o3-mini': [1.1, 4.4, { cached: 0.55 }],
    'o1-pro': [150, 600],
    o3: [2, 8, { cached: 0.5 }],
    'o3-pro': [20, 80],
    'o3-deep-research': [10, 40, { cached: 2.5 }],
    'o4-mini': [1.1, 4.4, { cached: 0.275 }],
    'o4-mini-deep-research': [2, 8, { cached: 0.5 }],
    'gpt-4-turbo': [10, 30],
    'gpt-4': [30, 60],
    'gpt-4-32k': [60, 120],
    'gpt-3.5-turbo': [0.5, 1.5],
    'gpt-3.5-turbo-1106': [1, 2],
    'gpt-3.5-turbo-instruct gpt-3.5-turbo-0613 gpt-3.5-turbo-0301': [1.5, 2],
    'text-embedding-3-small': [0.02, 0],
    'text-embedding-3-large': [0.13, 0],
    'text-embedding-ada-002': [0.1, 0],
  },
};

const anthropic: BookPage = {
  provider: 'anthropic',
  asOf: '2026-10-24',
  models: {
    'claude-fable-5-1 claude-mythos-5-1': [10, 50, { cached: 0.25, write: 12.5, hour: 20 }],
    'claude-fable-5 claude-mythos-5': [10, 50, { cached: 1, write: 12.5, hour: 20 }],
    'claude-opus-5-5': [4, 20, { cached: 0.2, write: 5, hour: 8 }],
    'claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6 claude-opus-4-5': [
      5,
      25,
      { cached: 0.5, write: 6.25, hour: 10 },
    ],
    'claude-opus-4-1 claude-opus-4 claude-opus-4-0 claude-3-opus': [15, 75, { cached: 1.5, write: 18.75, hour: 30 }],
    'claude-sonnet-5-5': [2, 10, { cached: 0.1, write: 2.5, hour: 4 }],
    'claude-sonnet-5': [2, 10, { cached: 0.2, write: 2.5, hour: 4 }],
    'claude-sonnet-4-6 claude-3-7-sonnet claude-3-5-sonnet': [3, 15, { cached: 0.3, write: 3.75, hour: 6 }],
    'claude-sonnet-4-5 claude-sonnet-4 claude-sonnet-4-0': [
      3,
      15,
      { cached: 0.3, write: 3.75, hour: 6, long: over200k },
    ],
    'claude-haiku-5-5': [0.1, 0.5, { cached: 0.01, write: 0.125, hour: 0.2, long: [100_000, 5, 5] }],
    'claude-haiku-4-5': [1, 5, { cached: 0.1, write: 1.25, hour: 2 }],
    'claude-3-5-haiku': [0.8, 4, { cached: 0.08, write: 1, hour: 1.6 }],
    'claude-3-sonnet': [3, 15],
    'claude-3-haiku': [0.25, 1.25, { cached: 0.03, write: 0.3, hour: 0.5 }],
  },
};

const google: BookPage = {
  provider: 'google',
  asOf: '2026-10-20',
  models: {
    'gemini-4-argon': [4, 20, { cached: 0.2 }],
    'gemini-3.8-flash gemini-3.7-flash gemini-3.6-flash': [1.5, 7.5, { cached: 0.15 }],
    'gemini-3.5-flash': [1.5, 9, { cached: 0.15 }],
    'gemini-3.5-flash-lite': [0.3, 2.5, { cached: 0.03 }],
    'gemini-3.1-pro-preview gemini-3-pro-preview': [2, 12, { cached: 0.2, long: over200k }],
    'gemini-3.1-flash-lite gemini-3.1-flash-lite-preview': [0.25, 1.5, { cached: 0.025, audioIn: 0.5 }],
    'gemini-3-flash-preview': [0.5, 3, { cached: 0.05, audioIn: 1 }],
    'gemini-2.5-pro': [1.25, 10, { cached: 0.125, long: over200k }],
    'gemini-2.5-flash': [0.3, 2.5, { cached: 0.03, audioIn: 1 }],
    'gemini-2.5-flash-lite': [0.1, 0.4, { cached: 0.01, audioIn: 0.3 }],
    'gemini-2.0-flash': [0.1, 0.4, { cached: 0.025, audioIn: 0.7 }],
    'gemini-2.0-flash-lite': [0.075, 0.3],
    'gemini-1.5-pro': [1.25, 5, { cached: 0.3125, long: [128_000, 2, 2] }],
    'gemini-1.5-flash': [0.075, 0.3, { cached: 0.01875, long: [128_000, 2, 2] }],
    'gemini-embedding-2 gemini-embedding-2-preview': [0.2, 0],
    'gemini-embedding': [0.15, 0],
  },
};

const xai: BookPage = {
  provider: 'xai',
  asOf: '2026-09-29',
  models: {
    'grok-4.7 grok-4.6 grok-4.5': [2, 6, { cached: 0.5, long: [200_000, 2, 2] }],
    'grok-4.3': [1.25, 2.5, { cached: 0.2, long: [200_000, 2, 2] }],
  },
};

/** An hour that is not among the dearest costs half. */
const deepseek: BookPage = {
  provider: 'deepseek',
  asOf: '2026-10-27',
  models: {
    'deepseek-flash deepseek-v4-flash': [0.3, 1.2, { cached: 0.006 }],
    'deepseek-v4-pro': [1.32, 3.96, { cached: 0.044 }],
  },
};

/** Releases of a name differ in price here, so that they are named whole. */
const mistral: BookPage = {
  provider: 'mistral',
  asOf: '2026-10-20',
  models: {
    'mistral-large-4 mistral-large-4-0': [1.36, 4.18, { cached: 0.14 }],
    'mistral-large-2512': [0.5, 1.5, { cached: 0.05 }],
    'mistral-medium-3-5 mistral-medium-3.5 mistral-medium-2604 mistral-medium-latest': [1.5, 7.5, { cached: 0.15 }],
    'mistral-small-2603': [0.15, 0.6, { cached: 0.015 }],
    'codestral-2508 codestral-latest': [0.3, 0.9, { cached: 0.03 }],
    'devstral-2512': [0.4, 2, { cached: 0.04 }],
    'ministral-8b-2512 ministral-8b-latest': [0.15, 0.15, { cached: 0.015 }],
    'mistral-embed': [0.1, 0],
  },
};

const cohere: BookPage = {
  provider: 'cohere',
  asOf: '2026-11-11',
  models: {
    'command-a-03-2025 command-r-plus-08-2024': [2.5, 10],
    'command-r-08-2024': [0.15, 0.6],
    'command-r7b-12-2024': [0.0375, 0.15],
    'embed-v4.0': [0.12, 0],
  },
};

/** The price book, a page for each provider. */
export const priceBook: readonly BookPage[] = [openai, anthropic, google, xai, deepseek, mistral, cohere];
