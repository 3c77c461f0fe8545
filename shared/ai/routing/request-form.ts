import type { HeaderList } from '../../http/header-list.ts';
import type { AiRequest } from '../ai-request.ts';
import { eventsAcceptEncoding } from '../events/decoded-events.ts';
import { type Credentials, swapCredentials, withoutKey } from '../providers/credentials.ts';
import { type Destination, pathAt } from '../providers/destination.ts';
import { partnerOf } from '../providers/speaks.ts';
import { translateRequest } from '../translate/translate-request.ts';
import { translatedPath } from '../translate/translations.ts';
import { lacksUsage } from '../usage/usage-chunk-filter.ts';

/** A request as one upstream is sent it. */
export interface RequestForm {
  readonly request: AiRequest;
  readonly headers: HeaderList;
  readonly path: string;
  readonly query: string | undefined;
  /** The key that the upstream is shown. */
  readonly credentials: Credentials | undefined;
  /** What a translation could not carry. */
  readonly lost: readonly string[];
}

/** What a form is made from: the request of the client, and the fields and the target that any upstream would be sent. */
export interface FormSource {
  readonly request: AiRequest;
  readonly headers: HeaderList;
  /** The fields as the client sent them. */
  readonly received: HeaderList;
  readonly path: string;
  readonly query: string | undefined;
}

/** The form of a request for a destination. The bytes are the client's own unless something must change. */
export function requestForm(
  { request, headers, received, path, query }: FormSource,
  destination: Destination,
): RequestForm {
  const partner = partnerOf(request.dialect, destination.provider);
  const { request: asked, lost } = partner ? translateRequest(request, partner) : { request, lost: nothing };
  const model = asked.model === undefined ? undefined : destination.rename(asked.model);
  const isRenamed = model !== undefined && model !== asked.model;
  const includeUsage = lacksUsage(asked);
  const own = headers.copy();
  const isForeign = isOfAnother(request, destination);
  if (destination.credentials || isForeign) swapCredentials(own, destination.credentials, received);
  if (partner) dropNative(own);
  addNeeded(own, destination);
  const there = partner ? translatedPath(path, partner) : path;
  return {
    request:
      isRenamed || includeUsage ? asked.dialect.write(asked, { ...(isRenamed && { model }), includeUsage }) : asked,
    headers: own,
    path: pathAt(destination, isRenamed ? asked.dialect.pathFor(there, model) : there),
    query: destination.credentials || isForeign ? withoutKey(query) : query,
    credentials: destination.credentials,
    lost,
  };
}

const nothing: readonly string[] = [];

/** Fields that only the provider of the client's own API understands. */
function dropNative(headers: HeaderList): void {
  for (const [name] of [...headers]) if (/^(?:anthropic|openai)-/.test(name)) headers.delete(name);
}

/** Keys of clients are shown to nobody but the kind of provider they are for. */
function isOfAnother({ dialect }: AiRequest, { provider }: Destination): boolean {
  const known = dialect.family !== 'generic' && provider.family !== 'generic';
  return known && dialect.family !== provider.family;
}

function addNeeded(headers: HeaderList, { provider }: Destination): void {
  for (const name in provider.headers) if (!headers.has(name)) headers.append(name, provider.headers[name]!);
  headers.set('accept-encoding', eventsAcceptEncoding);
}
