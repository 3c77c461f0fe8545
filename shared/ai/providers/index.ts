import type { Provider, ProviderName } from './provider.ts';

/** Every kind of provider. */
export const providers: Readonly<Record<ProviderName, Provider>> = {
  generic: { name: 'generic', family: 'generic', keyHeader: 'authorization', keyPrefix: 'Bearer ', headers: {} },
  openai: { name: 'openai', family: 'openai', keyHeader: 'authorization', keyPrefix: 'Bearer ', headers: {} },
  anthropic: {
    ...{ name: 'anthropic', family: 'anthropic', keyHeader: 'x-api-key', keyPrefix: '' },
    headers: { 'anthropic-version': '2023-06-01' },
  },
  gemini: { name: 'gemini', family: 'gemini', keyHeader: 'x-goog-api-key', keyPrefix: '', headers: {} },
};
