import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BalancerDefinition } from '../../../../shared/upstream/balancers/balancer.ts';
import type { BalancerOptions } from '../../../../shared/upstream/balancers/balancer-options.ts';
import { leastConnections } from '../../../../shared/upstream/balancers/least-connections.ts';
import { sticky } from '../../../../shared/upstream/balancers/sticky.ts';
import type { TargetOptions } from '../../../../shared/upstream/live-target.ts';
import { Balancing } from '../../../support/balancing.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { targetOf, targetsOf } from '../../../support/targets.ts';

const secret = Uint8Array.from({ length: 32 }, (_, i) => i);

function balancingOf(
  settings: BalancerOptions['sticky'] = {},
  targets: readonly TargetOptions[] = targetsOf([1, 1, 1]),
) {
  return new Balancing({ balancer: sticky, targets, options: { sticky: { secret, ...settings } } });
}

/** The cookie a client is given that was sent to the named target. */
function cookieFor({ upstream }: Balancing, name: string): string {
  const target = upstream.targets.find((candidate) => candidate.name === name)!;
  return upstream.mark(routedExchange(), target)!.split(';')[0]!;
}

const withCookie = (cookie: string) => ({ headers: { cookie } });

describe('sticky', () => {
  test('sends a client back to the target its cookie names', () => {
    const balancing = balancingOf();

    for (const { name } of balancing.upstream.targets) {
      const request = withCookie(`a=b; ${cookieFor(balancing, name)}`);
      assert.deepEqual([balancing.request(request), balancing.request(request)], [name, name]);
    }
  });

  test('gives a cookie to new clients, and none to those that have it', () => {
    const balancing = balancingOf();
    const { upstream } = balancing;
    const newcomer = routedExchange();
    const first = upstream.pick(newcomer, [])!;
    const regular = routedExchange(withCookie(cookieFor(balancing, first.name)));

    assert.match(upstream.mark(newcomer, first)!, /^SERVERID=/);
    assert.equal(upstream.mark(regular, upstream.pick(regular, [])!), undefined);
  });

  test('writes every attribute, and HttpOnly always', () => {
    const written = (settings: BalancerOptions['sticky']) => {
      const { upstream } = balancingOf(settings);
      return upstream.mark(routedExchange(), upstream.targets[0]!)!.replace(/=[0-9a-f.]+;/, '=V;');
    };

    assert.equal(written({}), 'SERVERID=V; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax');
    assert.equal(
      written({
        ...{ cookieName: 'pin', cookiePath: '/app', cookieTtlSecs: 60, cookieSecure: false },
        cookieSameSite: 'strict',
      }),
      'pin=V; Path=/app; Max-Age=60; HttpOnly; SameSite=Strict',
    );
  });

  test('shows nothing of the target in the cookie', () => {
    const cookies = ['t0:80', 't1:80', 't2:80'].map((name) => cookieFor(balancingOf(), name));

    assert.equal(new Set(cookies).size, 3);
    for (const cookie of cookies) assert.match(cookie, /^SERVERID=[0-9a-f]{16}\.[0-9a-f]{16}$/);
  });

  test('moves the client when its target is out of service, and tells it the new one', () => {
    const balancing = balancingOf();
    const cookie = cookieFor(balancing, 't1:80');
    const exchange = routedExchange(withCookie(cookie));
    const other = balancing.upstream.pick(exchange, [balancing.upstream.targets[1]!])!;

    const line = balancing.upstream.mark(exchange, other)!;

    assert.notEqual(other.name, 't1:80');
    assert.equal(line.split(';')[0], cookieFor(balancing, other.name));
  });

  test('keeps cookies through a reload that changes the order and number of targets', () => {
    const cookie = cookieFor(balancingOf(), 't1:80');
    const reloaded = balancingOf({}, [targetOf('new:80'), ...targetsOf([1, 5, 1]).toReversed()]);

    for (let i = 0; i < 5; i += 1) assert.equal(reloaded.request(withCookie(cookie)), 't1:80');
  });

  test('takes no cookie that was changed, cut, made up or signed with another secret', () => {
    const balancing = balancingOf({ fallback: { balancer: leastConnections, options: {} } });
    const real = cookieFor(balancing, 't0:80');
    const [, pseudonym, signature] = /=(.{16})\.(.{16})$/.exec(real)!;
    const other = /\.(.{16})$/.exec(cookieFor(balancing, 't1:80'))![1]!;
    const foreign = cookieFor(balancingOf({ secret: secret.toReversed() }), 't0:80');
    for (let held = 0; held < 9; held += 1) balancing.hold(withCookie(real));

    for (const cookie of [
      `SERVERID=${pseudonym}.${signature!.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`,
      `SERVERID=${pseudonym}.${other}`,
      `SERVERID=${pseudonym}`,
      `SERVERID=${real}0`,
      'SERVERID=0.0123456789abcdef',
      'SERVERID=',
      `serverid=${pseudonym}.${signature}`,
      foreign,
    ]) {
      assert.notEqual(balancing.request(withCookie(cookie)), 't0:80', cookie);
    }
  });

  test('counts every byte of the secret', () => {
    const cookies = [0, 15, 16, 31].map((at) => cookieFor(balancingOf({ secret: secret.with(at, 99) }), 't0:80'));

    assert.equal(new Set(cookies).size, 4);
  });

  test('makes a secret of its own when it is given none', () => {
    const own = balancingOf({ secret: undefined });

    assert.equal(own.request(withCookie(cookieFor(own, 't2:80'))), 't2:80');
    assert.notEqual(cookieFor(own, 't2:80'), cookieFor(balancingOf(), 't2:80'));
  });

  test('tells the fallback of its own picks only, also when one request has both kinds', () => {
    const told: string[] = [];
    const learning: BalancerDefinition = {
      ...leastConnections,
      create: () => ({ pick: (candidates) => candidates[0]!, learn: ({ name }) => void told.push(name) }),
    };
    const balancing = balancingOf({ fallback: { balancer: learning, options: {} } });
    const { upstream } = balancing;
    const [, bound] = upstream.targets;
    const exchange = routedExchange(withCookie(cookieFor(balancing, bound!.name)));

    for (const tried of [[bound!], []]) {
      upstream.release(exchange, upstream.pick(exchange, tried)!, { kind: 'refused', tookMs: 1 });
    }

    assert.deepEqual(told, ['t0:80']);
  });

  test('places clients without a cookie by the fallback', () => {
    const balancing = balancingOf({ fallback: { balancer: leastConnections, options: {} } });
    for (let held = 0; held < 3; held += 1) balancing.hold(withCookie(cookieFor(balancing, 't0:80')));

    assert.notEqual(balancing.hold(), 't0:80');
    assert.notEqual(balancing.hold(), 't0:80');
  });
});
