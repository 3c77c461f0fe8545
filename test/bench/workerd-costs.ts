/** What is said under the table that compares workerd: where the time goes, as profiled (`perf record` on workerd itself). */
export const workerdCosts = `### workerd

The floor relay does by hand the least that Sentinel promises: fields of its own in both directions, a deadline, an
upstream that is broken off when the client leaves, an ending that is known, a line in the log. It has no routes, no
configuration, no limits. The distance from the fetch relay to it is the price of these promises on this runtime, and
no proxy that keeps them can be below; the distance from it to Sentinel is what Sentinel adds.

The fetch relay hands on the objects that it was given, so that JavaScript is entered once for each request and no field
is looked at. Measured one by one, in shares of that relay's time (about 250 µs here):

| part | share |
|---|---|
| fields of the request read, changed and written; those of the answer, and a \`Response\` of our own | 0.25 to 0.3 |
| the body of a short answer taken in one piece (\`arrayBuffer\`) | 0.05 |
| the same by a reader, which makes a function and its garbage for each read | 0.2 to 0.3 |
| the same piped natively through a stream of fixed length, its promise awaited | 0.35 to 0.45 |
| \`request.signal\` heard, an \`AbortController\`, a timer | 0.1 |
| the address of the client, which only \`request.cf\` tells beyond forgery | 0.04 |
| the log line written and handed to \`console.log\` | 0.05 to 0.1 |
| engine, routing and the bridge: their code, and the collection of what they leave behind | 0.2 to 0.3 |

- A body handed on as the stream it is tells nobody how it ended, so the log could not tell the truth; of the ways that
  do tell, one piece is the cheapest, and is taken for answers announced as no longer than 16 KiB.
- A \`Headers\` made of pairs costs five times as much as one filled by \`append\`, and an iterator over fields twice as much
  as \`forEach\`.
- Lines gathered to 64 for one \`console.log\` saved nothing that could be measured, and would be lost with the isolate:
  each is written when its request is over.
- By \`connect()\` each request opens a connection. Closing it by hand was nearly half of the whole; it is left to the
  runtime, which closes what a request leaves behind.`;
