import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Ask, Stage } from './stage.ts';

const codeOf =
  (ask: Ask) =>
  async (stage: Stage): Promise<unknown> =>
    (await stage.ask({ ...ask, headers: { accept: 'application/json', ...ask.headers } })).code;

describe('limits', () => {
  alive('limits.max-header-size', 'refuses headers that are larger together', {
    on: { limits: 'max-header-size 64' },
    see: codeOf({ headers: { 'x-one': 'a'.repeat(40), 'x-two': 'b'.repeat(40) } }),
    shows: [undefined, 'headers_too_large'],
  });
  alive('limits.max-header-count', 'refuses more headers', {
    on: { limits: 'max-header-count 2' },
    see: codeOf({ headers: { a: '', b: '' } }),
    shows: [undefined, 'too_many_headers'],
  });
  alive('limits.max-header-name', 'refuses longer names', {
    on: { limits: 'max-header-name 10' },
    see: codeOf({ headers: { 'x-longer-than-ten': '' } }),
    shows: [undefined, 'headers_too_large'],
  });
  alive('limits.max-header-value', 'refuses longer values', {
    on: { limits: 'max-header-value 20' },
    see: codeOf({ headers: { 'x-long': 'v'.repeat(21) } }),
    shows: [undefined, 'headers_too_large'],
  });
  alive('limits.max-uri-length', 'refuses longer targets', {
    on: { limits: 'max-uri-length 16' },
    see: codeOf({ target: '/longer?than=sixteen' }),
    shows: [undefined, 'uri_too_long'],
  });
  alive('limits.max-body-size', 'refuses larger bodies', {
    on: { limits: 'max-body-size 5' },
    see: codeOf({ method: 'POST', body: '123456' }),
    shows: [undefined, 'payload_too_large'],
  });
  alive('limits.max-in-flight-requests', 'refuses more requests at once', {
    on: { limits: 'max-in-flight-requests 1' },
    see: async (stage) => {
      await stage.begin();
      return codeOf({})(stage);
    },
    shows: [undefined, 'overloaded'],
  });
});
