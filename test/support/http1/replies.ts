/** One reply as it stood on the wire. */
export interface WireReply {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Takes apart what a server sent, strictly: every reply must be whole, by its own framing, and nothing may be left over. */
export function readReplies(sent: string, methods: readonly string[] = []): WireReply[] {
  const replies: WireReply[] = [];
  let rest = sent;
  while (rest !== '') {
    const [reply, after] = readReply(rest, methods[replies.length] ?? 'GET');
    if (reply.status >= 200) replies.push(reply);
    rest = after;
  }
  return replies;
}

function readReply(text: string, method: string): [WireReply, string] {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`no end of head in ${JSON.stringify(text)}`);
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(first!)?.[1];
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first)}`);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([a-z0-9-]+): (.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`no field: ${JSON.stringify(line)}`);
    fields.set(name, value!);
  }
  const reply = { status: Number(status), fields };
  const rest = text.slice(end + 4);
  if (method === 'HEAD' || reply.status < 200 || reply.status === 204 || reply.status === 304) {
    return [{ ...reply, body: '' }, rest];
  }
  if (fields.get('transfer-encoding') === 'chunked') return readChunks(reply, rest);
  const length = fields.get('content-length');
  if (length === undefined) return [{ ...reply, body: rest }, ''];
  if (rest.length < Number(length)) throw new Error(`only ${rest.length} bytes of ${length}`);
  return [{ ...reply, body: rest.slice(0, Number(length)) }, rest.slice(Number(length))];
}

function readChunks(reply: Omit<WireReply, 'body'>, text: string): [WireReply, string] {
  let rest = text;
  let body = '';
  for (;;) {
    const [line, hex] = /^([0-9a-f]+)\r\n/.exec(rest) ?? [];
    if (line === undefined) throw new Error(`no chunk: ${JSON.stringify(rest)}`);
    rest = rest.slice(line.length);
    const size = Number.parseInt(hex!, 16);
    if (size === 0) break;
    if (rest.slice(size, size + 2) !== '\r\n') throw new Error('no end of chunk');
    body += rest.slice(0, size);
    rest = rest.slice(size + 2);
  }
  const end = rest.startsWith('\r\n') ? 0 : rest.indexOf('\r\n\r\n') + 2;
  if (end === 1) throw new Error('no end of trailers');
  return [{ ...reply, body }, rest.slice(end + 2)];
}
