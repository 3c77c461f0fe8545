/**
 * The least that Sentinel promises, by hand, on workerd: fields of its own in both directions, a deadline, an upstream
 * that is broken off when the client leaves, an ending that is known, a line in the log. What it costs above the barest
 * relay is the price of the promises; what Sentinel costs above it is Sentinel.
 */
export default {
  async fetch(request, env) {
    const { url, method, signal } = request;
    const controller = new AbortController();
    const leaving = { handleEvent: () => controller.abort() };
    const timer = setTimeout(() => controller.abort(), 30_000);
    signal.addEventListener('abort', leaving);
    const response = await fetch(`http://127.0.0.1:${env.UPSTREAM_PORT}${url.slice(url.indexOf('/', 8))}`, {
      method,
      headers: sentFields(request.headers),
      body: request.body,
      redirect: 'manual',
      signal: controller.signal,
    });
    const content = await response.arrayBuffer();
    clearTimeout(timer);
    signal.removeEventListener('abort', leaving);
    console.log(lineOf(method, url, response.status, content.byteLength));
    return answerOf(response, content);
  },
};

function sentFields(received) {
  const headers = new Headers();
  received.forEach((value, name) => {
    if (!hopByHop.has(name)) headers.append(name, value);
  });
  for (let i = 0; i < added.length; i += 2) headers.append(added[i], added[i + 1]);
  return headers;
}

function answerOf({ status, headers }, content) {
  const answer = new Response(content, { status, encodeBody: 'manual' });
  headers.forEach((value, name) => {
    if (!hopByHop.has(name)) answer.headers.append(name, value);
  });
  answer.headers.append('via', '1.1 floor');
  answer.headers.append('x-correlation-id', id);
  return answer;
}

function lineOf(method, url, status, bytes) {
  return `{"timestamp":"2026-01-01T00:00:00.000Z","trace_id":"${id}","method":"${method}","path":"${url}","protocol":"HTTP/1.1","client_ip":"127.0.0.1","status":${status},"duration_ms":1,"body_bytes_sent":${bytes},"instance_id":"0123456789abcdef","upstream_attempts":1,"route_id":"measured","handler":"proxy","upstream":"origin"}`;
}

const id = '0123456789abcdef0123456789abcdef';
const hopByHop = new Set(['connection', 'keep-alive', 'host', 'content-length', 'te', 'upgrade']);
const added = [
  'x-forwarded-for',
  '127.0.0.1',
  'x-forwarded-proto',
  'http',
  'x-forwarded-host',
  '127.0.0.1',
  'x-forwarded-port',
  '80',
  'forwarded',
  'for=127.0.0.1;proto=http',
  'via',
  '1.1 floor',
  'x-forwarded-by',
  'floor',
  'x-correlation-id',
  id,
  'x-trace-id',
  id,
];
