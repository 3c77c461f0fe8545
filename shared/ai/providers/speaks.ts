import { Fault } from '../../errors/fault.ts';
import type { AiRequest } from '../ai-request.ts';
import { anthropicMessages } from '../dialects/anthropic-messages.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { openaiChat } from '../dialects/openai-chat.ts';
import type { ModelRoutes, Way } from '../routing/model-routes.ts';
import { translateRequest } from '../translate/translate-request.ts';
import { canTranslate } from '../translate/translations.ts';
import type { Provider } from './provider.ts';

/**
 * Whether a provider can be asked in a dialect, by itself or by translation. One that is not named understands whatever
 * it is asked in.
 */
export function speaks(provider: Provider, dialect: Dialect): boolean {
  const { family } = provider;
  if (family === 'generic' || dialect.name === 'generic' || family === dialect.family) return true;
  return partnerOf(dialect, provider) !== undefined;
}

/** The dialect that a request of another one is translated into for a provider; `undefined` where it is not. */
export function partnerOf(dialect: Dialect, { family }: Provider): Dialect | undefined {
  if (family === dialect.family) return undefined;
  const partner = partners[family];
  return partner && canTranslate(dialect, partner) ? partner : undefined;
}

const partners: Readonly<Partial<Record<Dialect['family'], Dialect>>> = {
  openai: openaiChat,
  anthropic: anthropicMessages,
};

/**
 * The way, without the upstreams of its fallback that do not speak the dialect of the request, or cannot be asked for all
 * of it where nothing may be lost. Throws `Fault('bad_request')` when the first one does not speak it: what it would make
 * of the request nobody could say.
 */
export function wayIn(request: AiRequest, way: Way, routes: ModelRoutes, refusesLosses = false): Way {
  const { dialect } = request;
  const { destination, forwarding } = way;
  if (!speaks(destination.provider, dialect)) throw foreign(dialect, destination.provider);
  const { fallback } = forwarding;
  if (!fallback) return way;
  const legs = fallback.legs.filter(({ leg }) => {
    const { provider } = routes.destination(way, leg.upstream);
    return speaks(provider, dialect) && !(refusesLosses && losesPart(request, provider));
  });
  if (legs.length === fallback.legs.length) return way;
  return { ...way, forwarding: { ...forwarding, fallback: { ...fallback, legs } } };
}

function losesPart(request: AiRequest, provider: Provider): boolean {
  const partner = partnerOf(request.dialect, provider);
  return partner !== undefined && translateRequest(request, partner).lost.length > 0;
}

function foreign({ name }: Dialect, provider: Provider): Fault {
  const text = 'The model is served by a provider that speaks another API than that of the request.';
  return new Fault('bad_request', { text, detail: `${name} at a provider of the kind ${provider.name}` });
}
