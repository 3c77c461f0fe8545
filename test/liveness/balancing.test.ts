import { describe } from 'node:test';
import { alive, type Row } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

/** Two targets that no failure takes out, balanced as the text says. */
function balanced(text: string, targets = 'target "a.test:80"; target "b.test:80"'): Slots {
  return { targets, upstream: `passive-health { enabled #false }; load-balancing ${text}` };
}

const weights = 'target "a.test:80" weight=3; target "b.test:80" weight=1';
const four = 'target "a.test:80"; target "b.test:80"; target "c.test:80"; target "d.test:80"';
const zones = 'target "a.test:80" zone="x"; target "b.test:80" zone="y"';

/** The targets of requests one after the other, by their first letters. */
const inTurn =
  (count: number, user?: (i: number) => string) =>
  async (stage: Stage): Promise<string> => {
    for (let i = 0; i < count; i += 1) await stage.ask(user && { headers: { 'x-user': user(i) } });
    return letters(stage);
  };

/** The targets of requests that are all under way at once. */
const atOnce =
  (count: number) =>
  async (stage: Stage): Promise<string> => {
    for (let i = 0; i < count; i += 1) await stage.begin();
    return letters(stage);
  };

/** How many targets were used. */
const used =
  (see: (stage: Stage) => Promise<string>) =>
  async (stage: Stage): Promise<number> =>
    new Set(await see(stage)).size;

/** Target `a` takes so long for each answer, `b` takes ten milliseconds. */
const slowA =
  (ms: number, see: (stage: Stage) => Promise<unknown>) =>
  (stage: Stage): Promise<unknown> => {
    stage.origin = (call) => {
      stage.platform.time.advance(call.request.address.host === 'a.test' ? ms : 10);
      call.answer(200);
    };
    return see(stage);
  };

describe('balancers', () => {
  const plain = balanced('"round-robin"');
  alive('upstreams.load-balancing[round-robin].algorithm', 'takes targets in turn, whatever their weights', {
    off: balanced('"weighted"', weights),
    on: balanced('"round-robin"', weights),
    see: inTurn(8),
    shows: ['aabaaaba', 'abababab'],
  });
  alive('upstreams.load-balancing[weighted].algorithm', 'takes targets by weight', {
    off: balanced('"round-robin"', weights),
    on: balanced('"weighted"', weights),
    see: inTurn(8),
    shows: ['abababab', 'aabaaaba'],
  });
  alive('upstreams.load-balancing[random].algorithm', 'takes targets by chance', {
    off: plain,
    on: balanced('"random"'),
    see: async (stage) => /^(?:ab)*$/.test(await inTurn(20)(stage)),
    shows: [true, false],
  });
  alive('upstreams.load-balancing[least-connections].algorithm', 'keeps away from the busy', {
    off: plain,
    on: balanced('"least-connections"'),
    see: async (stage) => {
      const busy = await atOnce(1)(stage);
      return (await inTurn(4)(stage)).slice(1).includes(busy);
    },
    shows: [true, false],
  });
  alive('upstreams.load-balancing[weighted-least-connections].algorithm', 'gives more at once to the heavy', {
    off: balanced('"least-connections"', weights),
    on: balanced('"weighted-least-connections"', weights),
    see: async (stage) => [...(await atOnce(8)(stage))].filter((letter) => letter === 'a').length,
    shows: [4, 6],
  });
  alive('upstreams.load-balancing[power-of-two-choices].algorithm', 'takes the less busy of two', {
    off: balanced('"random"'),
    on: balanced('"power-of-two-choices"'),
    see: async (stage) => {
      const busy = await atOnce(1)(stage);
      return (await inTurn(10)(stage)).slice(1).includes(busy);
    },
    shows: [true, false],
  });
  alive('upstreams.load-balancing[ip-hash].algorithm', 'keeps a client at one target', {
    off: plain,
    on: balanced('"ip-hash"'),
    see: used(inTurn(8)),
    shows: [2, 1],
  });
  alive('upstreams.load-balancing[maglev].algorithm', 'keeps a client at one target', {
    off: plain,
    on: balanced('"maglev"'),
    see: used(inTurn(8)),
    shows: [2, 1],
  });
  alive('upstreams.load-balancing[maglev].key', 'decides who is kept together', {
    off: balanced('"maglev"'),
    on: balanced('"maglev" { key "header:X-User" }'),
    see: used(inTurn(16, (i) => `user-${i}`)),
    shows: [1, 2],
  });
  alive('upstreams.load-balancing[least-tokens-queued].algorithm', 'gives more at once to the fast', {
    off: plain,
    on: balanced('"least-tokens-queued"'),
    see: slowA(1000, async (stage) => {
      await inTurn(20)(stage);
      await atOnce(8)(stage);
      return [...letters(stage).slice(20)].filter((letter) => letter === 'b').length > 5;
    }),
    shows: [false, true],
  });
});

describe('consistent hashing', () => {
  alive('upstreams.load-balancing[consistent-hash].algorithm', 'keeps a client at one target', {
    off: balanced('"round-robin"'),
    on: balanced('"consistent-hash"'),
    see: used(inTurn(8)),
    shows: [2, 1],
  });
  alive('upstreams.load-balancing[consistent-hash].key', 'decides who is kept together', {
    off: balanced('"consistent-hash"'),
    on: balanced('"consistent-hash" { key "header:X-User" }'),
    see: used(inTurn(16, (i) => `user-${i}`)),
    shows: [1, 2],
  });
  alive('upstreams.load-balancing[consistent-hash].virtual-nodes', 'make shares even', {
    off: balanced('"consistent-hash" { key "header:X-User"; virtual-nodes 1 }'),
    on: balanced('"consistent-hash" { key "header:X-User"; virtual-nodes 500 }'),
    see: async (stage) => {
      const taken = await inTurn(200, (i) => `user-${i}`)(stage);
      const share = [...taken].filter((letter) => letter === 'a').length / 200;
      return Math.abs(share - 0.5) < 0.15;
    },
    shows: [false, true],
  });
  alive('upstreams.load-balancing[consistent-hash].load-bound', 'passes over the overloaded', {
    off: balanced('"consistent-hash" { load-bound 0 }'),
    on: balanced('"consistent-hash" { load-bound 1.25 }'),
    see: used(atOnce(6)),
    shows: [1, 2],
  });
});

describe('peak-ewma', () => {
  const ewma = (text: string) => balanced(`"peak-ewma" { ${text} }`);
  const learnt = async (stage: Stage) => (await inTurn(12)(stage)).slice(-4);
  alive('upstreams.load-balancing[peak-ewma].algorithm', 'keeps away from the slow', {
    off: balanced('"round-robin"'),
    on: ewma(''),
    see: slowA(1000, learnt),
    shows: ['abab', 'bbbb'],
  });
  alive('upstreams.load-balancing[peak-ewma].decay-secs', 'is how long the slow are kept away from', {
    off: ewma('decay-secs 10'),
    on: ewma('decay-secs 10000'),
    see: slowA(1000, async (stage) => {
      await learnt(stage);
      stage.platform.time.advance(200_000);
      return (await inTurn(4)(stage)).slice(12).includes('a');
    }),
    shows: [true, false],
  });
  alive('upstreams.load-balancing[peak-ewma].initial-latency-ms', 'is assumed of everybody', {
    off: ewma(''),
    on: ewma('initial-latency-ms 5000'),
    see: slowA(1000, async (stage) => (await learnt(stage)).includes('a')),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[peak-ewma].load-penalty', 'counts the requests under way', {
    off: ewma('load-penalty 0'),
    on: ewma('load-penalty 10'),
    see: slowA(20, async (stage) => {
      await inTurn(4)(stage);
      stage.origin = (call) => call.answer(200);
      await atOnce(6)(stage);
      return new Set(letters(stage).slice(4)).size;
    }),
    shows: [1, 2],
  });
});

describe('locality, subset', () => {
  alive('upstreams.load-balancing[locality-aware].algorithm', 'stays in its zone', {
    off: balanced('"round-robin"', zones),
    on: balanced('"locality-aware" { zone "x" }', zones),
    see: inTurn(4),
    shows: ['abab', 'aaaa'],
  });
  alive('upstreams.load-balancing[locality-aware].zone', 'is the zone that is stayed in', {
    off: balanced('"locality-aware"', zones),
    on: balanced('"locality-aware" { zone "y" }', zones),
    see: inTurn(4),
    shows: ['aaaa', 'bbbb'],
    options: { zone: 'x' },
  });
  alive('upstreams.load-balancing[locality-aware].fallback', 'may forbid other zones', {
    off: balanced('"locality-aware" { zone "z" }', zones),
    on: balanced('"locality-aware" { zone "z"; fallback "none" }', zones),
    see: async (stage) => (await stage.ask()).status,
    shows: [200, 503],
  });
  alive('upstreams.load-balancing[deterministic-subset].algorithm', 'uses some of the targets', {
    off: balanced('"round-robin"', four),
    on: balanced('"deterministic-subset" { subset { size 2 } }', four),
    see: used(inTurn(12)),
    shows: [4, 2],
  });
  alive('upstreams.load-balancing[deterministic-subset].subset.size', 'is how many targets are used', {
    off: balanced('"deterministic-subset" { subset { size 3 } }', four),
    on: balanced('"deterministic-subset" { subset { size 1 } }', four),
    see: used(inTurn(12)),
    shows: [3, 1],
  });
});

describe('sticky', () => {
  const sticky = (text: string, targets?: string) => balanced(`"sticky" { ${text} }`, targets);
  const cookie = (part: RegExp) => async (stage: Stage) =>
    part.exec((await stage.ask()).headers.get('set-cookie') ?? '')?.[1];
  alive('upstreams.load-balancing[sticky].algorithm', 'keeps a client by a cookie', {
    off: balanced('"round-robin"'),
    on: sticky(''),
    see: async (stage) => {
      const [kept = ''] = ((await stage.ask()).headers.get('set-cookie') ?? '').split(';');
      await stage.times(3, { headers: { cookie: kept } });
      return letters(stage);
    },
    shows: ['abab', 'aaaa'],
  });
  const writes = (setting: string, text: string, part: RegExp, shows: Row['shows']) =>
    alive(setting, 'stands in the cookie', { off: sticky(''), on: sticky(text), see: cookie(part), shows });
  writes('upstreams.load-balancing[sticky].cookie-name', 'cookie-name "place"', /^(\w+)=/, ['SERVERID', 'place']);
  writes('upstreams.load-balancing[sticky].cookie-ttl', 'cookie-ttl 60', /Max-Age=(\d+)/, ['3600', '60']);
  writes('upstreams.load-balancing[sticky].cookie-path', 'cookie-path "/app"', /Path=([^;]+)/, ['/', '/app']);
  writes('upstreams.load-balancing[sticky].cookie-secure', 'cookie-secure #false', /(Secure)/, ['Secure', undefined]);
  writes('upstreams.load-balancing[sticky].cookie-same-site', 'cookie-same-site "strict"', /SameSite=(\w+)/, [
    'Lax',
    'Strict',
  ]);
  alive('upstreams.load-balancing[sticky].fallback', 'places new clients', {
    off: sticky('', weights),
    on: sticky('fallback "weighted"', weights),
    see: inTurn(4),
    shows: ['abab', 'aaba'],
  });
});

function letters(stage: Stage): string {
  return stage.reached.map((host) => host[0]).join('');
}
