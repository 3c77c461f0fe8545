import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { type BaseIssue, type GenericSchema, safeParse } from 'valibot';
import { Fault } from '../errors/fault.ts';
import { type AdminAnswer, problem } from './admin-answer.ts';
import type { AdminParts } from './admin-parts.ts';
import type { AdminCaller, AdminOperation, AdminSection } from './admin-section.ts';
import { openApi } from './open-api.ts';

/** What the admin API is made with. */
export interface AdminAppParts {
  readonly sections: readonly AdminSection[];
  readonly parts: AdminParts;
}

/** Answers requests whose paths begin below the prefix of the route; whether they may ask was looked at before. */
export type AdminApp = (request: Request, by: AskedBy) => Promise<Response>;

/** Who asks, and the prefix of the route. */
export interface AskedBy {
  readonly base: string;
  readonly by: AdminCaller;
}

/** Makes the admin API of the sections that have something to work on. Errors are problems as RFC 9457 has them. */
export function adminApp({ sections, parts }: AdminAppParts): AdminApp {
  const app = new Hono<{ Bindings: AskedBy }>();
  const there = sections.filter((section) => section.isThere(parts));
  for (const { method, path, ...operation } of there.flatMap(({ operations }) => operations)) {
    app.on(method.toUpperCase(), path, async (context) => responseOf(await answerTo(context, operation, parts)));
  }
  app.get('/openapi.json', (context) => Response.json(openApi(there, context.env.base, parts.version), unkept));
  app.notFound((context) => responseOf(nothingAt(context, there)));
  app.onError((error) => responseOf(failed(error)));
  return async (request, by) => app.fetch(request, by);
}

const unkept = { headers: { 'cache-control': 'no-store' } };

async function answerTo(
  context: Context<{ Bindings: AskedBy }>,
  { query, body, run }: Pick<AdminOperation, 'query' | 'body' | 'run'>,
  parts: AdminParts,
): Promise<AdminAnswer> {
  const { by } = context.env;
  const asked = read(query, context.req.query());
  if ('wrong' in asked) return invalid('query', asked.wrong);
  if (!body) return run({ params: context.req.param(), query: asked.value, body: undefined, by }, parts);
  // A page of another site can have a browser send any other type without being asked first.
  if (!/^application\/json\s*(?:;|$)/i.test(context.req.header('content-type') ?? '')) return notJson;
  const given = await jsonOf(context.req.raw);
  const content = given === undefined ? undefined : read(body, given.content);
  if (!content) return problem(400, { code: 'malformed_json', title: 'The body is no JSON.' });
  if ('wrong' in content) return invalid('body', content.wrong);
  return run({ params: context.req.param(), query: asked.value, body: content.value, by }, parts);
}

const notJson = problem(415, { code: 'json_needed', title: 'The body has to be sent as application/json.' });

type Read<Value> = { readonly value: Value } | { readonly wrong: readonly BaseIssue<unknown>[] };

function read<Value>(schema: GenericSchema<unknown, Value> | undefined, given: unknown): Read<Value> {
  if (!schema) return { value: {} as Value };
  const parsed = safeParse(schema, given);
  return parsed.success ? { value: parsed.output } : { wrong: parsed.issues };
}

/** An empty body stands for no wishes. */
async function jsonOf(request: Request): Promise<{ readonly content: unknown } | undefined> {
  try {
    const text = await request.text();
    return { content: text.trim() === '' ? {} : (JSON.parse(text) as unknown) };
  } catch {
    return undefined;
  }
}

function invalid(what: string, issues: readonly BaseIssue<unknown>[]): AdminAnswer {
  return problem(422, {
    code: 'invalid_request',
    title: `The ${what} is not as it has to be.`,
    errors: issues.slice(0, 20).map(({ path = [], message }) => ({
      pointer: path.map(({ key }) => `/${String(key)}`).join(''),
      detail: message,
    })),
  });
}

function nothingAt(context: Context<{ Bindings: AskedBy }>, there: readonly AdminSection[]): AdminAnswer {
  const { path } = context.req;
  const fitting = there.flatMap(({ operations }) => operations).filter((each) => fits(each.path, path));
  if (fitting.length === 0) return problem(404, { code: 'not_found', title: 'There is nothing at this path.' });
  const allow = fitting.map(({ method }) => method.toUpperCase()).join(', ');
  return problem(405, { code: 'method_not_allowed', title: 'The method is not allowed here.', headers: { allow } });
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i]);
}

/** What failed is told to the log by whoever knows it; a client learns no more than the table of codes says. */
function failed(error: unknown): AdminAnswer {
  const { status, code, text } = Fault.from(error);
  return problem(status, { code, title: text });
}

function responseOf({ status, content, isProblem, headers }: AdminAnswer): Response {
  const type = isProblem ? 'application/problem+json' : 'application/json; charset=utf-8';
  const fields = { 'cache-control': 'no-store', ...headers };
  if (content === undefined) return new Response(null, { status, headers: fields });
  return new Response(`${JSON.stringify(content, null, 2)}\n`, {
    status,
    headers: { 'content-type': type, ...fields },
  });
}
