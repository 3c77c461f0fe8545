import type { OutgoingHttpHeaders } from 'node:http2';
import { sendableTarget } from '../../shared/http1/client/request-head.ts';
import type { UpstreamRequest } from '../../shared/platform/transport.ts';
import { addFields, emptyMessage } from './fields.ts';

/** The fields of a request, as `node:http2` takes them. Throws an `internal` fault when it cannot be written. */
export function requestFields({ address, head, body }: UpstreamRequest): OutgoingHttpHeaders {
  const fields = emptyMessage();
  fields[':method'] = head.method;
  fields[':scheme'] = address.tls === undefined ? 'http' : 'https';
  fields[':authority'] = head.authority;
  fields[':path'] = sendableTarget(head);
  addFields(fields, head.headers);
  delete fields['content-length'];
  if (body?.length !== undefined) fields['content-length'] = String(body.length);
  return fields;
}
