import { describe, test } from 'node:test';
import { play, type Step } from './play.ts';

const top = 'cache { status-header #true }';
const tells = (status: string): Pick<Step, 'gets'> => ({ gets: { 'cache-status': status } });
const gives = { headers: { 'cache-control': 'max-age=60, stale-if-error=60', etag: '"a"', vary: 'foo' } };

describe('cache-status', () => {
  test('tells of misses, hits, other variants and refusals to be one', async () => {
    await play(
      [
        { gives, from: 'origin', ...tells('sentinel; fwd=uri-miss; fwd-status=200; ttl=60; stored') },
        { later: 20, from: 'cache', ...tells('sentinel; hit; ttl=40') },
        {
          ...{ headers: { foo: '1' }, gives: { status: 500 }, from: 'origin' },
          ...tells('sentinel; fwd=vary-miss; fwd-status=500'),
        },
        { method: 'POST', gives: { status: 400 }, from: 'origin', ...tells('sentinel; fwd=method') },
        { headers: { 'x-host': 'a' }, gives, from: 'origin', ...tells('sentinel; fwd=bypass; detail=unkeyed-field') },
      ],
      { top },
    );
  });

  test('tells of what is stale, confirmed, replaced and used in place of a failure', async () => {
    await play(
      [
        { gives, from: 'origin' },
        {
          ...{ later: 61, gives: { status: 304 }, from: 'validation' },
          ...tells('sentinel; fwd=stale; fwd-status=304; ttl=60'),
        },
        {
          ...{ later: 61, gives: { status: 503 }, from: 'validation' },
          ...tells('sentinel; fwd=stale; fwd-status=503; ttl=-1; detail=stale-if-error'),
        },
        { gives: 'down', from: 'validation', ...tells('sentinel; fwd=stale; ttl=-1; detail=stale-if-error') },
        { gives, from: 'validation', ...tells('sentinel; fwd=stale; fwd-status=200; ttl=60; stored') },
        {
          ...{ headers: { 'cache-control': 'no-cache' }, gives, from: 'validation' },
          ...tells('sentinel; fwd=request; fwd-status=200; ttl=60; stored'),
        },
      ],
      { top },
    );
  });

  test('tells of answers that were good, but not what the request wanted', async () => {
    const wants = (directive: string) => ({ headers: { 'cache-control': directive } });
    await play(
      [
        { gives, from: 'origin' },
        {
          ...{ later: 10, ...wants('max-age=0'), gives: { status: 304 }, from: 'validation' },
          ...tells('sentinel; fwd=request; fwd-status=304; ttl=60'),
        },
        {
          ...{ later: 10, ...wants('min-fresh=55'), gives, from: 'validation' },
          ...tells('sentinel; fwd=request; fwd-status=200; ttl=60; stored'),
        },
        {
          ...{ later: 5, ...wants('no-cache'), gives: { status: 500 }, from: 'validation' },
          ...tells('sentinel; fwd=request; fwd-status=500; ttl=55; detail=stale-if-error'),
        },
        {
          ...{ later: 60, ...wants('no-cache'), gives: { status: 304 }, from: 'validation' },
          ...tells('sentinel; fwd=stale; fwd-status=304; ttl=60'),
        },
      ],
      { top },
    );
  });

  test('tells nobody unless that is asked for, and stands behind what others say', async () => {
    const said = { headers: { 'cache-status': 'origin; hit' } };
    await play([{ gives: said, from: 'origin', ...tells('origin; hit') }]);
    await play([{ gives: said, from: 'origin', ...tells('origin; hit, sentinel; fwd=uri-miss; fwd-status=200') }], {
      top,
    });
  });
});
