import type { Reply } from '../engine/reply.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';

/** A JSON answer that no one may keep. */
export function jsonReply(status: number, content: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = new BytesBody(`${JSON.stringify(content, null, 2)}\n`);
  const list = HeaderList.of({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'cache-control': 'no-store',
    ...headers,
  });
  return { head: { status, headers: list }, body };
}
