import { randomBytes } from 'node:crypto';
import { hashOf, makeSecret } from '../../../shared/keys/key-secret.ts';
import type { KeyView } from '../../../shared/keys/key-view.ts';
import type { Call, Terminal } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import type { DeskAnswer, KeyDesk } from './key-desk.ts';
import { formOf } from './key-options.ts';

/** What `sentinel keys` can do. */
export interface KeyAction {
  readonly name: string;
  /** Whether the id of a key comes after the name. */
  readonly takesId: boolean;
  /** Answers the exit code. */
  run(desk: KeyDesk, call: Call, id: string): Promise<number>;
}

/** Every action that asks a desk. */
export const keyActions: readonly KeyAction[] = [
  {
    ...{ name: 'issue', takesId: false },
    run: async (desk, call) => told(await desk.ask('POST', '/keys', formOf(call)), call, showSecret),
  },
  { ...{ name: 'list', takesId: false }, run: list },
  {
    ...{ name: 'show', takesId: true },
    run: async (desk, call, id) => told(await desk.ask('GET', pathOf(id)), call, showKey),
  },
  {
    ...{ name: 'rotate', takesId: true },
    async run(desk, call, id) {
      const grace = Number(call.text('grace') ?? 0);
      return told(await desk.ask('POST', `${pathOf(id)}/rotate`, { grace_secs: grace }), call, showSecret);
    },
  },
  {
    ...{ name: 'revoke', takesId: true },
    run: async (desk, call, id) =>
      told(await desk.ask('POST', `${pathOf(id)}/revoke`, {}), call, (_key, { out, paint }) => {
        out(paint('good', `${id} is revoked.`));
      }),
  },
  {
    ...{ name: 'remove', takesId: true },
    run: async (desk, call, id) =>
      told(await desk.ask('DELETE', pathOf(id)), call, (_key, { out, paint }) => {
        out(paint('good', `${id} is forgotten.`));
      }),
  },
];

/** Makes a key for the configuration, which is kept nowhere else. */
export function makeKey(call: Call): number {
  const secret = makeSecret((count) => new Uint8Array(randomBytes(count)));
  const hash = hashOf(secret);
  const { out } = call.terminal;
  if (call.flag('json')) out(JSON.stringify({ secret, hash }, null, 2));
  else out(`${secret}\n\nvirtual-keys {\n  key "${call.text('name') ?? 'name'}" { hash "${hash}" }\n}`);
  return 0;
}

async function list(desk: KeyDesk, call: Call): Promise<number> {
  const keys: KeyView[] = [];
  for (let next: unknown = ''; next !== null; ) {
    const answer = await desk.ask('GET', `/keys?limit=500${next === '' ? '' : `&after=${String(next)}`}`);
    if (answer.status >= 400) return told(answer, call, showKey);
    keys.push(...(answer.content['keys'] as KeyView[]));
    next = answer.content['next'] ?? null;
  }
  const { out } = call.terminal;
  if (call.flag('json')) out(JSON.stringify({ keys }, null, 2));
  else if (keys.length === 0) out('There are no keys.');
  else
    for (const { id, state, hint, name, expires_at: ends, warnings } of keys)
      out([id, state.padEnd(7), `…${hint}`, ends ?? 'never ends', name, ...warnings].join('  '));
  return 0;
}

type Show = (key: DeskAnswer['content'], terminal: Terminal) => void;

/** Shows what a desk answered, or what it found wrong. */
function told({ status, content }: DeskAnswer, { terminal, flag }: Call, show: Show): number {
  const { out, err, paint } = terminal;
  const isGood = status < 400;
  for (const warning of (content['warnings'] ?? []) as readonly string[]) err(paint('warn', `Warning: ${warning}.`));
  if (flag('json')) out(JSON.stringify(content, null, 2));
  else if (isGood) show(content, terminal);
  if (isGood) return 0;
  err(paint('bad', String(content['title'] ?? `It answered ${status}.`)));
  const errors = (content['errors'] ?? []) as readonly { readonly pointer: string; readonly detail: string }[];
  for (const { pointer, detail } of errors) err(`  ${pointer}: ${detail}`);
  return 1;
}

/** The secret on a line of its own, for whoever copies it; what there is to know of it goes beside. */
function showSecret({ secret, id }: DeskAnswer['content'], { out, err, paint }: Terminal): void {
  out(String(secret));
  err(paint('dim', `This is ${String(id)}. Its text is shown this once.`));
}

function showKey(key: DeskAnswer['content'], { out }: Terminal): void {
  for (const [name, value] of Object.entries(key)) {
    if (name === 'warnings') continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    out(`${name.replaceAll('_', '-').padEnd(12)} ${text}`);
  }
}

function pathOf(id: string): string {
  if (!/^[\w.-]+$/.test(id)) throw new UsageError(`"${id}" is no id of a key.`);
  return `/keys/${id}`;
}
