import type { Downstream } from '../engine/downstream.ts';
import type { Client, Trace } from '../engine/exchange.ts';
import { peerAddress } from './client-address.ts';
import type { FieldRun } from './field-run.ts';
import { forwardedElement } from './forwarded.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { HeaderList } from './header-list.ts';
import { dropNominated, hopByHop } from './hop-by-hop.ts';
import { portOf } from './host.ts';

/** What forwarding looks at; an `Exchange` has it all. */
export interface ForwardingFacts {
  readonly downstream: Pick<Downstream, 'peerAddress'>;
  readonly client: Pick<Client, 'address' | 'viaTrusted' | 'scheme' | 'host'>;
  readonly trace: Trace;
  readonly request: RequestHead;
}

/**
 * The fields to send upstream: those that came, without what belongs to the client's connection, and with our word on
 * who asked. A list of its own. It holds no `host` and no framing; the transport writes these.
 */
export function upstreamHeaders(facts: ForwardingFacts): HeaderList {
  const { id, traceparent, tracestate } = facts.trace;
  const run = facts.request.headers.sentOn?.of(facts, fieldsToUpstream);
  const flat = [...(run?.flat ?? fieldsToUpstream(facts)), 'x-correlation-id', id, 'x-trace-id', id];
  if (traceparent !== undefined) flat.push('traceparent', traceparent);
  if (tracestate !== undefined) flat.push('tracestate', tracestate);
  return withLead(flat, run);
}

/**
 * The fields to send to the client of what an upstream answered: without what belongs to the upstream's connection,
 * and with the correlation id. A list of its own. `upgrade` stays on a 101, where it is the answer.
 */
export function returnedHeaders(head: ResponseHead, id: string): HeaderList {
  const run = head.status === 101 ? undefined : head.headers.sentOn?.ofAnswer(head, fieldsToClient);
  return withLead([...(run?.flat ?? fieldsToClient(head)), 'x-correlation-id', id], run);
}

/** A list that begins with these fields. */
function withLead(flat: string[], run: FieldRun | undefined): HeaderList {
  const list = new HeaderList(flat);
  list.lead = run;
  return list;
}

/** All but what is of this one request. */
function fieldsToUpstream(facts: ForwardingFacts): string[] {
  const { request, client } = facts;
  const from = request.headers.flat;
  const flat: string[] = [];
  const told: Told = { for: undefined, forwarded: undefined, port: undefined, via: undefined };
  let connection: string | undefined;
  for (let i = 0; i < from.length; i += 2) {
    const name = from[i]!;
    const fate = fates.get(name) ?? fateOf(name);
    if (fate === 'pass' || (fate === 'trusted' && client.viaTrusted)) flat.push(name, from[i + 1]!);
    else if (fate === 'te' && from[i + 1]!.toLowerCase() === 'trailers') flat.push(name, 'trailers');
    else if (fate === 'hops') flat.push(name, hopsAfter(request.method, from[i + 1]!));
    else if (fate === 'connection') connection = join(connection, from[i + 1]!);
    else if (fate === 'via' || (client.viaTrusted && fate in told)) note(told, fate as keyof Told, from[i + 1]!);
  }
  if (connection !== undefined) dropNominated(flat, connection);
  addForwarding(flat, facts, told);
  flat.push('via', join(told.via, hops[request.version]), 'x-forwarded-by', 'Sentinel');
  return flat;
}

/** All but what is of this one answer. */
function fieldsToClient(head: ResponseHead): string[] {
  const from = head.headers.flat;
  const flat: string[] = [];
  let connection: string | undefined;
  let via: string | undefined;
  for (let i = 0; i < from.length; i += 2) {
    const name = from[i]!;
    if (name === 'connection') connection = join(connection, from[i + 1]!);
    else if (name === 'via') via = join(via, from[i + 1]!);
    else if (name === 'upgrade' && head.status === 101) flat.push(name, from[i + 1]!);
    else if (!hopByHop.has(name) && name !== 'x-correlation-id') flat.push(name, from[i + 1]!);
  }
  if (connection !== undefined && head.status !== 101) dropNominated(flat, connection);
  flat.push('via', join(via, hops['1.1']));
  return flat;
}

/** What earlier hops said of the client, where they are to be believed. */
interface Told {
  for: string | undefined;
  forwarded: string | undefined;
  port: string | undefined;
  via: string | undefined;
}

/**
 * `trusted` passes only from a trusted proxy; `drop` never; `te` where it asks for trailers, which HTTP/2 is told and
 * HTTP/1.1 is not (RFC 9113 §8.2.2); `hops` with one less; the others are collected and written anew.
 */
type Fate = 'pass' | 'trusted' | 'drop' | 'te' | 'hops' | 'connection' | keyof Told;

const hops = { '1.0': '1.0 sentinel', '1.1': '1.1 sentinel', '2': '2.0 sentinel', '3': '3.0 sentinel' } as const;

const fates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ...Array.from(hopByHop, (name): [string, Fate] => [name, 'drop']),
  ['connection', 'connection'],
  ['te', 'te'],
  ['max-forwards', 'hops'],
  ['via', 'via'],
  ['forwarded', 'forwarded'],
  ['x-forwarded-for', 'for'],
  ['x-forwarded-port', 'port'],
  ['x-real-ip', 'trusted'],
  ...[
    'authorization-internal',
    'content-length',
    'expect',
    'host',
    'traceparent',
    'tracestate',
    'x-correlation-id',
    'x-forwarded-by',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-internal-token',
    'x-trace-id',
  ].map((name): [string, Fate] => [name, 'drop']),
]);

function fateOf(name: string): Fate {
  if (name.startsWith('x-forwarded-')) return 'trusted';
  if (!name.includes('_') && !name.includes('.')) return 'pass';
  // Many servers read `x_forwarded_for` as `x-forwarded-for`, so a name like that would carry what we took out.
  const read = name.replace(/[_.]/g, '-');
  return fates.has(read) || read.startsWith('x-forwarded-') ? 'drop' : 'pass';
}

/** How many further hops are allowed behind us; it means something for two methods alone (RFC 9110 §7.6.2). */
function hopsAfter(method: string, left: string): string {
  if ((method !== 'OPTIONS' && method !== 'TRACE') || !/^\d+$/.test(left)) return left;
  return String(Math.max(0, Math.min(Number(left), Number.MAX_SAFE_INTEGER) - 1));
}

function note(told: Told, key: keyof Told, value: string): void {
  told[key] = join(told[key], value);
}

function addForwarding(flat: string[], { client, downstream }: ForwardingFacts, told: Told): void {
  const { address, scheme, host } = client;
  const peer = client.viaTrusted ? peerAddress(downstream.peerAddress) : address;
  const chain = addressChain(told.for, address, peer);
  if (chain !== '') flat.push('x-forwarded-for', chain);
  flat.push('x-forwarded-proto', scheme);
  if (host !== '') flat.push('x-forwarded-host', host);
  flat.push('x-forwarded-port', portOfClient(told.port, client));
  // Each hop names the one before it; where no earlier hop spoke in this field, ours names the client.
  const node = told.forwarded === undefined ? address : peer;
  flat.push('forwarded', join(told.forwarded, forwardedElement(node, scheme, host)));
}

/** `told` is given only by a trusted peer; without it, the peer's word in another field is translated. */
function addressChain(told: string | undefined, address: string, peer: string): string {
  if (peer === '') return told ?? address;
  if (told !== undefined) return `${told}, ${peer}`;
  return address === peer ? peer : `${address}, ${peer}`;
}

/** Clients leave the port out of the host only when it is the scheme's own. */
function portOfClient(told: string | undefined, { scheme, host }: ForwardingFacts['client']): string {
  if (told !== undefined && /^\d{1,5}$/.test(told)) return told;
  const port = portOf(host);
  if (port !== undefined) return String(port);
  return scheme === 'https' ? '443' : '80';
}

function join(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}
