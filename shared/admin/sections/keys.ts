import { integer, maxValue, minValue, number, optional, pipe, strictObject, string } from 'valibot';
import { keyForm } from '../../keys/key-form.ts';
import { type KeyOutcome, longestGraceMs } from '../../keys/key-office.ts';
import { keyView } from '../../keys/key-view.ts';
import { type AdminAnswer, problem } from '../admin-answer.ts';
import type { AdminParts } from '../admin-parts.ts';
import { type AdminSection, operationWith } from '../admin-section.ts';

/** Virtual keys: issued, shown, changed, rotated, revoked. */
export const keysSection: AdminSection = {
  name: 'keys',
  about: 'Virtual keys. The text of a key is shown once, when it is issued or rotated.',
  isThere: ({ keys }) => keys !== undefined,
  operations: [
    operationWith({
      ...{ method: 'post', path: '/keys', name: 'issueKey', about: 'Issues a key.' },
      body: keyForm,
      answers: { 201: 'The key, and in `secret` its text.', 507: 'There are as many keys as there may be.' },
      run: async ({ body, by }, parts) => answerOf(await parts.keys!.issue(body, by), parts, 201),
    }),
    {
      ...{ method: 'get', path: '/keys', name: 'listKeys', about: 'Lists the keys, first those of the configuration.' },
      query: strictObject({ after: optional(string()), limit: optional(string()) }),
      answers: { 200: 'Some keys in `keys`; `next`, unless it is null, is the `after` of further ones.' },
      run: ({ query }, parts) => listed(query, parts),
    },
    {
      ...{ method: 'get', path: '/keys/:id', name: 'showKey', about: 'Shows a key.' },
      answers: { 200: 'The key.', 404: 'There is no such key.' },
      async run({ params }, { keys, platform }) {
        const found = await keys!.show(params['id'] ?? '');
        if (!found) return refusals.missing;
        const source = found.isDeclared ? 'configuration' : 'store';
        return { status: 200, content: keyView(found.record, platform.clock.now(), { source, routes: keys!.routes }) };
      },
    },
    operationWith({
      ...{ method: 'patch', path: '/keys/:id', name: 'changeKey', about: 'Changes what is said; the rest stays.' },
      body: keyForm,
      answers: { 200: 'The key as it is now.', 404: 'There is no such key.', 409: 'It cannot be changed.' },
      run: async ({ params, body, by }, parts) =>
        answerOf(await parts.keys!.change(params['id'] ?? '', body, by), parts),
    }),
    operationWith({
      ...{ method: 'post', path: '/keys/:id/rotate', name: 'rotateKey', about: 'Gives a key a new text.' },
      body: strictObject({
        grace_secs: optional(pipe(number(), integer(), minValue(0), maxValue(longestGraceMs / 1000)), 0),
      }),
      answers: { 200: 'The key, and in `secret` its new text.', 404: 'There is no such key.', 409: 'It is revoked.' },
      run: async ({ params, body, by }, parts) =>
        answerOf(await parts.keys!.rotate(params['id'] ?? '', body.grace_secs * 1000, by), parts),
    }),
    operationWith({
      ...{ method: 'post', path: '/keys/:id/revoke', name: 'revokeKey', about: 'Revokes a key, for good.' },
      body: strictObject({}),
      answers: { 200: 'The key, revoked.', 404: 'There is no such key.', 409: 'The configuration declares it.' },
      run: async ({ params, by }, parts) => answerOf(await parts.keys!.revoke(params['id'] ?? '', by), parts),
    }),
    {
      ...{ method: 'delete', path: '/keys/:id', name: 'removeKey', about: 'Forgets a key that is revoked.' },
      answers: { 204: 'It is forgotten.', 404: 'There is no such key.', 409: 'It is not revoked.' },
      async run({ params, by }, { keys }) {
        const outcome = await keys!.remove(params['id'] ?? '', by);
        return outcome.kind === 'done' ? { status: 204 } : refusals[outcome.kind];
      },
    },
  ],
};

const mostAtOnce = 500;

async function listed(
  { after, limit: wanted = '100' }: Readonly<Record<string, string | undefined>>,
  { keys, platform }: AdminParts,
): Promise<AdminAnswer> {
  const limit = Number(wanted);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAtOnce)
    return problem(422, { code: 'invalid_request', title: `"limit" is a whole number from 1 to ${mostAtOnce}.` });
  const now = platform.clock.now();
  const { routes } = keys!;
  const declared = after === undefined ? keys!.declared : [];
  const found = await keys!.list({ after, limit });
  const shown = [
    ...declared.map((record) => keyView(record, now, { source: 'configuration', routes })),
    ...found.map((record) => keyView(record, now, { routes })),
  ];
  return { status: 200, content: { keys: shown, next: found.length < limit ? null : found.at(-1)!.id } };
}

function answerOf(outcome: KeyOutcome, { platform, keys }: AdminParts, status = 200): AdminAnswer {
  if (outcome.kind !== 'done') return refusals[outcome.kind];
  const { record, secret } = outcome;
  const view = keyView(record, platform.clock.now(), { routes: keys!.routes });
  return { status, content: { ...view, ...(secret !== undefined && { secret }) } };
}

const refusals = {
  missing: problem(404, { code: 'key_not_found', title: 'There is no such key.' }),
  declared: problem(409, { code: 'key_declared', title: 'The configuration declares this key; change it there.' }),
  revoked: problem(409, { code: 'key_revoked', title: 'The key is revoked, and stays so. Issue another.' }),
  changed: problem(409, { code: 'key_changed', title: 'Somebody else changed the key at the same time. Try again.' }),
  live: problem(409, { code: 'key_not_revoked', title: 'The key is not revoked. Revoke it before it is forgotten.' }),
  full: problem(507, { code: 'keys_full', title: 'There are as many keys as there may be. Remove revoked ones.' }),
} as const satisfies Record<Exclude<KeyOutcome['kind'], 'done'>, AdminAnswer>;
