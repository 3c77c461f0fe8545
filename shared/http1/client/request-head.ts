import { Fault } from '../../errors/fault.ts';
import { type RequestHead, targetOf } from '../../http/head.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { UpstreamRequest } from '../../platform/transport.ts';
import { badValueAt } from '../characters.ts';
import { commonStart } from '../field-name.ts';

/**
 * The head of a request as it is sent, in one canonical form: target, Host, the fields in their order, framing. Fields
 * that frame the message or name the connection are ours alone; those in the list are left out. What would break the
 * head apart throws an `internal` fault, whoever put it there.
 */
export function requestHeadText({ head, body, upgrade }: UpstreamRequest): string {
  const { method, authority, headers } = head;
  const target = sendableTarget(head);
  let text = `${method} ${target} HTTP/1.1\r\nhost: ${authority}`;
  const { flat, lead } = headers;
  const led = lead?.leads(flat) ? lead.flat.length : 0;
  if (led > 0) text += lead!.text(leadText);
  for (let i = led; i < flat.length; i += 2) {
    if (!isOurs(flat[i]!)) text = text + startOf(flat[i]!, flat[i + 1]!) + flat[i + 1];
  }
  if (upgrade !== undefined) text = `${text}\r\nconnection: upgrade\r\nupgrade: ${upgrade}`;
  if (body === null) return text + (expectsContent(method) ? '\r\ncontent-length: 0\r\n\r\n' : '\r\n\r\n');
  const framing = body.length === undefined ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  return `${text}\r\n${framing}\r\n\r\n`;
}

/** Fields as one piece, which is put into many heads. */
function leadText(flat: readonly string[]): string {
  const pieces: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    if (!isOurs(flat[i]!)) pieces.push(startOf(flat[i]!, flat[i + 1]!), flat[i + 1]!);
  }
  return pieces.join('');
}

/** What stands before the value of a field. Throws where that field breaks the head apart. */
function startOf(name: string, value: string): string {
  const start = commonStart(name);
  if ((start === undefined && !isName.test(name)) || badValueAt(value, 0, value.length) !== -1) throw unsendable(name);
  return start ?? `\r\n${name}: `;
}

/** The target of a request as it is sent. Throws an `internal` fault when it, or what is sent beside it, breaks the head apart. */
export function sendableTarget(head: RequestHead): string {
  const target = targetOf(head);
  if (isVisible.test(target) && isVisible.test(head.method) && isAuthority.test(head.authority)) return target;
  throw unsendable('start line');
}

/** Whether trailer fields can be sent as they are. */
export function areSendable(trailers: HeaderList): boolean {
  const { flat } = trailers;
  for (let i = 0; i < flat.length; i += 2) {
    if (isOurs(flat[i]!) || !isName.test(flat[i]!) || badValueAt(flat[i + 1]!, 0, flat[i + 1]!.length) !== -1)
      return false;
  }
  return true;
}

/** Methods that mean something by their content say so also when there is none (RFC 9110 §8.6). */
function expectsContent(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

function isOurs(name: string): boolean {
  switch (name) {
    case 'host':
    case 'connection':
    case 'content-length':
    case 'te':
    case 'transfer-encoding':
    case 'upgrade':
    case 'keep-alive':
    case 'proxy-connection':
      return true;
    default:
      return false;
  }
}

function unsendable(what: string): Fault {
  return new Fault('internal', { detail: `the request cannot be written: ${what}`, unsent: true });
}

const isName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const isVisible = /^[\x21-\x7e\x80-\xff]+$/;
const isAuthority = /^[\x21-\x7e]*$/;
