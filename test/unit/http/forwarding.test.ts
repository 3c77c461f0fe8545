import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ForwardingFacts, returnedHeaders, upstreamHeaders } from '../../../shared/http/forwarding.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { SentOn } from '../../../shared/http/sent-on.ts';

interface Case {
  readonly fields?: readonly string[];
  readonly peer?: string;
  readonly client?: Partial<ForwardingFacts['client']>;
  readonly trace?: Partial<ForwardingFacts['trace']>;
  readonly version?: '1.0' | '1.1' | '2';
  readonly method?: string;
}

function sent({ fields = [], peer = '1.2.3.4', client, trace, version = '1.1', method = 'GET' }: Case): HeaderList {
  const headers = new HeaderList([...fields]);
  return upstreamHeaders({
    downstream: { peerAddress: peer },
    client: { address: peer, viaTrusted: false, scheme: 'http', host: 'example.com', ...client },
    trace: { id: 'id-1', traceparent: undefined, tracestate: undefined, ...trace },
    request: { method, scheme: 'http', authority: 'example.com', path: '/', query: undefined, version, headers },
  });
}

const proxied = { peer: '10.0.0.1', client: { address: '1.2.3.4', viaTrusted: true } } as const;

describe('upstreamHeaders', () => {
  test('keeps fields, their order and their repetition', () => {
    const flat = sent({ fields: ['b', '1', 'a', '2', 'b', '3', 'x-bytes', '\u00e9\u00ff'] }).flat;

    assert.deepEqual(flat.slice(0, 8), ['b', '1', 'a', '2', 'b', '3', 'x-bytes', '\u00e9\u00ff']);
  });

  test('counts the hops that are left, for the two methods that have them', () => {
    const left = (method: string, value: string) =>
      sent({ method, fields: ['max-forwards', value] }).get('max-forwards');

    for (const method of ['OPTIONS', 'TRACE']) assert.deepEqual([left(method, '10'), left(method, '1')], ['9', '0']);
    assert.deepEqual([left('GET', '10'), left('OPTIONS', 'many')], ['10', 'many']);
  });

  test('tells who asked, and through whom', () => {
    assert.deepEqual(
      [...sent({})],
      [
        ['x-forwarded-for', '1.2.3.4'],
        ['x-forwarded-proto', 'http'],
        ['x-forwarded-host', 'example.com'],
        ['x-forwarded-port', '80'],
        ['forwarded', 'for=1.2.3.4;host=example.com;proto=http'],
        ['via', '1.1 sentinel'],
        ['x-forwarded-by', 'Sentinel'],
        ['x-correlation-id', 'id-1'],
        ['x-trace-id', 'id-1'],
      ],
    );
  });

  test('replaces what a client that is not trusted says of itself', () => {
    const spoofed = [
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-forwarded-port',
      'forwarded',
      'x-forwarded-by',
      'x-correlation-id',
      'x-trace-id',
    ];
    const list = sent({ fields: spoofed.flatMap((name) => [name, 'evil', name, 'evil']) });

    for (const name of spoofed) assert.equal(list.all(name).length, 1, name);
    assert.ok(!list.flat.includes('evil'));
  });

  test('drops the rest of the forwarding family unless the peer is trusted', () => {
    const fields = ['x-forwarded-user', 'admin', 'x-forwarded-prefix', '/a', 'x-real-ip', '6.6.6.6'];

    for (const name of ['x-forwarded-user', 'x-forwarded-prefix', 'x-real-ip']) {
      assert.equal(sent({ fields }).has(name), false, name);
      assert.equal(sent({ fields, ...proxied }).has(name), true, name);
    }
  });

  test('continues the chains of a trusted peer', () => {
    const list = sent({
      fields: [
        'x-forwarded-for',
        '6.6.6.6',
        'forwarded',
        'for=6.6.6.6',
        'x-forwarded-for',
        '1.2.3.4',
        'x-forwarded-port',
        '8443',
      ],
      ...proxied,
    });

    assert.deepEqual(list.all('x-forwarded-for'), ['6.6.6.6, 1.2.3.4, 10.0.0.1']);
    assert.deepEqual(list.all('forwarded'), ['for=6.6.6.6, for=10.0.0.1;host=example.com;proto=http']);
    assert.equal(list.get('x-forwarded-port'), '8443');
  });

  test('translates when a trusted peer spoke in the other field', () => {
    assert.equal(
      sent({ fields: ['forwarded', 'for=1.2.3.4'], ...proxied }).get('x-forwarded-for'),
      '1.2.3.4, 10.0.0.1',
    );
    assert.match(sent({ fields: ['x-forwarded-for', '1.2.3.4'], ...proxied }).get('forwarded')!, /^for=1\.2\.3\.4;/);
  });

  test('names the port the client used', () => {
    assert.equal(sent({ client: { host: 'a:8080' } }).get('x-forwarded-port'), '8080');
    assert.equal(sent({ client: { scheme: 'https' } }).get('x-forwarded-port'), '443');
    assert.equal(sent({ client: { host: '[::1]' } }).get('x-forwarded-port'), '80');
    assert.equal(sent({ fields: ['x-forwarded-port', '80; rm'], ...proxied }).get('x-forwarded-port'), '80');
  });

  test('says nothing of a host or an address there is not', () => {
    const list = sent({ peer: '', client: { address: '', host: '' } });

    assert.equal(list.has('x-forwarded-for'), false);
    assert.equal(list.has('x-forwarded-host'), false);
    assert.equal(list.get('forwarded'), 'for=unknown;proto=http');
  });

  test('writes the address of a mapped peer plainly', () => {
    assert.equal(sent({ ...proxied, peer: '::ffff:10.0.0.1' }).get('x-forwarded-for'), '1.2.3.4, 10.0.0.1');
  });

  test('joins on to the via that came', () => {
    const list = sent({ fields: ['via', '1.0 a', 'via', '1.1 b'], version: '1.0' });

    assert.deepEqual(list.all('via'), ['1.0 a, 1.1 b, 1.0 sentinel']);
  });

  test('leaves host, framing, hop-by-hop and internal fields out', () => {
    const names = [
      'host',
      'content-length',
      'transfer-encoding',
      'connection',
      'keep-alive',
      'upgrade',
      'http2-settings',
      'te',
      'trailer',
      'expect',
      'proxy',
      'proxy-authorization',
      'proxy-connection',
      'x-internal-token',
      'authorization-internal',
      'traceparent',
      'tracestate',
    ];
    const list = sent({ fields: names.flatMap((name) => [name, 'x']) });

    for (const name of names) assert.equal(list.has(name), false, name);
  });

  test('leaves out names that some servers read as one of ours', () => {
    const names = [
      'x_forwarded_for',
      'x-forwarded_user',
      'x.forwarded.host',
      'x_real_ip',
      'x_internal_token',
      'authorization_internal',
      'x_correlation_id',
      'content_length',
      'transfer_encoding',
    ];
    const list = sent({
      fields: [...names.flatMap((name) => [name, 'x']), 'my_field', 'y', 'dotted.name', 'z'],
      ...proxied,
    });

    for (const name of names) assert.equal(list.has(name), false, name);
    assert.equal(list.get('my_field'), 'y');
    assert.equal(list.get('dotted.name'), 'z');
  });

  test('drops what connection names, but nothing of ours', () => {
    const list = sent({
      fields: ['connection', 'x-one, x-forwarded-for, authorization, via', 'x-one', '1', 'authorization', 'Basic x'],
    });

    assert.equal(list.has('x-one'), false);
    assert.equal(list.get('authorization'), 'Basic x');
    assert.equal(list.get('x-forwarded-for'), '1.2.3.4');
    assert.equal(list.get('via'), '1.1 sentinel');
  });

  test('sends the trace context of the exchange', () => {
    const list = sent({ fields: ['traceparent', 'old'], trace: { traceparent: '00-a-b-01', tracestate: 'k=v' } });

    assert.deepEqual(list.all('traceparent'), ['00-a-b-01']);
    assert.deepEqual(list.all('tracestate'), ['k=v']);
  });

  test('leaves the head it was given alone', () => {
    const fields = ['connection', 'x-one', 'x-one', '1'];
    const headers = new HeaderList([...fields]);
    upstreamHeaders({
      downstream: { peerAddress: '1.2.3.4' },
      client: { address: '1.2.3.4', viaTrusted: false, scheme: 'http', host: 'a' },
      trace: { id: 'i', traceparent: undefined, tracestate: undefined },
      request: { method: 'GET', scheme: 'http', authority: 'a', path: '/', query: undefined, version: '1.1', headers },
    });

    assert.deepEqual(headers.flat, fields);
  });
});

describe('returnedHeaders', () => {
  const returned = (status: number, ...flat: string[]) =>
    returnedHeaders({ status, headers: new HeaderList(flat) }, 'id-1');

  test('keeps every set-cookie and the rest as it came', () => {
    const flat = returned(
      200,
      'set-cookie',
      'a',
      'content-length',
      '3',
      'set-cookie',
      'b',
      'content-encoding',
      'br',
    ).flat;

    assert.deepEqual(flat.slice(0, 8), [
      'set-cookie',
      'a',
      'content-length',
      '3',
      'set-cookie',
      'b',
      'content-encoding',
      'br',
    ]);
  });

  test('drops what belongs to the connection of the upstream', () => {
    const list = returned(
      200,
      'connection',
      'x-one',
      'x-one',
      '1',
      'keep-alive',
      'x',
      'transfer-encoding',
      'chunked',
      'trailer',
      'x',
      'upgrade',
      'h2',
      'proxy-authenticate',
      'Basic',
      'proxy-connection',
      'keep-alive',
      'connection',
      'X-TWO',
      'x-two',
      '2',
    );

    assert.deepEqual(
      [...list].map(([name]) => name),
      ['via', 'x-correlation-id'],
    );
  });

  test('adds itself to via and sets the correlation id', () => {
    const list = returned(200, 'via', '1.1 origin', 'x-correlation-id', 'other');

    assert.equal(list.get('via'), '1.1 origin, 1.1 sentinel');
    assert.deepEqual(list.all('x-correlation-id'), ['id-1']);
  });

  test('keeps upgrade on a 101', () => {
    assert.equal(
      returned(101, 'connection', 'upgrade', 'upgrade', 'websocket', 'sec-websocket-accept', 'x').get('upgrade'),
      'websocket',
    );
  });
});

describe('fields that come again', () => {
  const facts = (headers: HeaderList, client = {}, request = {}): ForwardingFacts => ({
    downstream: { peerAddress: '1.2.3.4' },
    client: { address: '1.2.3.4', viaTrusted: false, scheme: 'http', host: 'example.com', ...client },
    trace: { id: 'id-2', traceparent: '00-x', tracestate: undefined },
    request: {
      ...{ method: 'GET', scheme: 'http', authority: 'example.com', path: '/', query: undefined, version: '1.1' },
      ...request,
      headers,
    },
  });

  /** What is sent on of these fields, one time after the other, with a memory and without one. */
  function sentEach(fields: readonly string[], ...askers: readonly (readonly [client: object, request: object])[]) {
    const again = new HeaderList([...fields]);
    again.sentOn = new SentOn();
    return askers.map(([client, request]) => ({
      sent: upstreamHeaders(facts(again, client, request)),
      plain: upstreamHeaders(facts(new HeaderList([...fields]), client, request)),
    }));
  }

  test('are sent on as at the first time, for whoever sends them and whatever for', () => {
    const fields = ['accept', '*/*', 'x-a', '1', 'connection', 'x-a', 'max-forwards', '3', 'x-real-ip', '6.6.6.6'];
    const each = sentEach(
      fields,
      ...[[{}, {}] as const, [{}, {}] as const, [{ address: '5.6.7.8' }, {}] as const],
      ...[[{ viaTrusted: true }, {}] as const, [{ scheme: 'https' }, {}] as const, [{ host: 'b.test' }, {}] as const],
      ...[[{}, { method: 'OPTIONS' }] as const, [{}, { version: '1.0' }] as const, [{}, {}] as const],
    );

    for (const { sent, plain } of each) assert.deepEqual(sent.flat, plain.flat);
    assert.equal(new Set(each.map(({ sent }) => sent.flat.join())).size, 7);
  });

  test('are lists of their own', () => {
    const [first, second] = sentEach(['accept', '*/*'], [{}, {}], [{}, {}]);
    first!.sent.set('accept', 'text/html');
    first!.sent.append('x-b', '1');

    assert.deepEqual(second!.sent.flat, second!.plain.flat);
    assert.equal(second!.sent.lead!.leads(second!.sent.flat), true);
    assert.equal(first!.sent.lead!.leads(first!.sent.flat), false);
  });

  test('of an answer are sent back as at the first time, with the id of each', () => {
    const headers = new HeaderList(['server', 's', 'connection', 'x-a, close', 'x-a', '1', 'via', '1.1 b']);
    headers.sentOn = new SentOn();
    const [first, second] = ['id-1', 'id-2'].map((id) => returnedHeaders({ status: 200, headers }, id));
    first!.set('server', 'other');

    assert.deepEqual(second!.flat, ['server', 's', 'via', '1.1 b, 1.1 sentinel', 'x-correlation-id', 'id-2']);
  });

  test('of a switch of protocols stay what they are there', () => {
    const headers = new HeaderList(['upgrade', 'websocket', 'connection', 'upgrade']);
    headers.sentOn = new SentOn();

    assert.equal(returnedHeaders({ status: 200, headers }, 'id').has('upgrade'), false);
    assert.equal(returnedHeaders({ status: 101, headers }, 'id').get('upgrade'), 'websocket');
  });
});
