import { Fault } from '../../errors/fault.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { AiRequest } from '../ai-request.ts';

/** A request header that may name the model. */
export interface ModelHeader {
  /** Lower case. */
  readonly name: string;
  /** What happens when it names another model than the body: the body counts, or the request is refused. */
  readonly onConflict: 'body' | 'refuse';
}

/**
 * The request with the model it names. The body, or the path where the dialect has it there, counts, because it is what
 * the upstream bills; a header names the model only where they name none.
 */
export function withNamedModel(request: AiRequest, headers: HeaderList, header: ModelHeader | undefined): AiRequest {
  const hint = header && headers.get(header.name)?.trim();
  if (!header || !hint) return request;
  if (request.model === undefined) return request.content.byteLength === 0 ? request : named(request, hint);
  if (hint === request.model || header.onConflict === 'body') return request;
  const text = `The header ${header.name} names another model than the request itself.`;
  throw new Fault('bad_request', { text, detail: 'model-header' });
}

/** The upstream is told what the header said, since it would not look there. */
function named(request: AiRequest, model: string): AiRequest {
  return request.dialect.write(request, { model });
}
