import type { OutgoingHttpHeaders } from 'node:http2';
import type { Reply } from '../../shared/engine/reply.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { ResponseHead } from '../../shared/http/head.ts';
import type { HeaderList } from '../../shared/http/header-list.ts';
import type { ReplyFraming } from '../../shared/http1/reply-head.ts';
import { contentLength } from '../../shared/http1/reply-plan.ts';
import { addFields, emptyMessage } from './fields.ts';

/** The fields of a final reply, as `node:http2` takes them. Throws an `internal` fault when it cannot be written. */
export function replyFields(reply: Reply, framing: ReplyFraming, date: string): OutgoingHttpHeaders {
  const { status, headers } = reply.head;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new Fault('internal', { detail: `final status ${status}` });
  }
  const fields = addFields(withStatus(status), headers);
  delete fields['content-length'];
  const length = contentLength(reply, framing);
  if (length !== undefined) fields['content-length'] = String(length);
  fields['date'] ??= date;
  return fields;
}

/** The fields of an informational answer. */
export function informationFields({ status, headers }: ResponseHead): OutgoingHttpHeaders {
  return addFields(withStatus(status), headers);
}

/** The fields that follow a body; none at all end it without them. */
export function trailerFields(trailers: HeaderList | undefined): OutgoingHttpHeaders {
  return trailers === undefined ? {} : addFields(emptyMessage(), trailers);
}

function withStatus(status: number): OutgoingHttpHeaders {
  const message = emptyMessage();
  message[':status'] = status;
  return message;
}
