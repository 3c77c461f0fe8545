import type { HeaderList } from '../../http/header-list.ts';
import type { AiRequest } from '../ai-request.ts';
import { eventsAcceptEncoding } from '../events/decoded-events.ts';
import { swapCredentials, withoutKey } from '../providers/credentials.ts';
import { type Destination, pathAt } from '../providers/destination.ts';
import { lacksUsage } from '../usage/usage-chunk-filter.ts';

/** A request as one upstream is sent it. */
export interface RequestForm {
  readonly request: AiRequest;
  readonly headers: HeaderList;
  readonly path: string;
  readonly query: string | undefined;
}

/** What a form is made from: the request of the client, and the fields and the target that any upstream would be sent. */
export interface FormSource {
  readonly request: AiRequest;
  readonly headers: HeaderList;
  readonly path: string;
  readonly query: string | undefined;
}

/** The form of a request for a destination. The bytes are the client's own unless something must change. */
export function requestForm({ request, headers, path, query }: FormSource, destination: Destination): RequestForm {
  const model = request.model === undefined ? undefined : destination.rename(request.model);
  const isRenamed = model !== undefined && model !== request.model;
  const includeUsage = lacksUsage(request);
  const written =
    isRenamed || includeUsage ? request.dialect.write(request, { ...(isRenamed && { model }), includeUsage }) : request;
  const own = headers.copy();
  const isForeign = isOfAnother(request, destination);
  if (destination.credentials || isForeign) swapCredentials(own, destination.credentials);
  const plainPath = isRenamed ? request.dialect.pathFor(path, model) : path;
  addNeeded(own, destination);
  return {
    request: written,
    headers: own,
    path: pathAt(destination, plainPath),
    query: destination.credentials || isForeign ? withoutKey(query) : query,
  };
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
