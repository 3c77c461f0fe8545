import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { FieldRun } from '../../../shared/http/field-run.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { replyHead } from '../../../shared/http1/reply-head.ts';

const plain = { framing: 'length', contentLength: 3, connection: undefined, date: 'now' } as const;

describe('the head of a reply', () => {
  test('has a status line with its reason, the fields, and ours at the end', () => {
    const head = { status: 404, headers: HeaderList.of({ 'x-a': 'b \xe9' }) };

    assert.equal(
      replyHead(head, { ...plain, connection: 'close' }),
      'HTTP/1.1 404 Not Found\r\nx-a: b \xe9\r\ndate: now\r\ncontent-length: 3\r\nconnection: close\r\n\r\n',
    );
  });

  test('keeps the date of the reply, and its repeated fields apart', () => {
    const head = { status: 299, headers: new HeaderList(['set-cookie', 'a', 'date', 'then', 'set-cookie', 'b']) };

    assert.equal(
      replyHead(head, plain),
      'HTTP/1.1 299 Unknown Status\r\nset-cookie: a\r\ndate: then\r\nset-cookie: b\r\ncontent-length: 3\r\n\r\n',
    );
  });

  test('is the same text for fields that came again, changed on the way or not', () => {
    const lead = new FieldRun(['server', 's', 'content-length', '7', 'date', 'then', 'x-b', '2']);
    const added = { framing: 'length', contentLength: 3, connection: undefined, date: 'now' } as const;
    const textOf = (flat: string[], led: FieldRun | undefined) => {
      const headers = new HeaderList(flat);
      headers.lead = led;
      return replyHead({ status: 200, headers }, added);
    };

    for (const flat of [
      [...lead.flat],
      [...lead.flat, 'x-c', '3'],
      [...lead.flat.slice(0, 6), 'x-b', '4'],
      ['x-c', '3'],
    ]) {
      for (let i = 0; i < 2; i += 1) assert.equal(textOf([...flat], lead), textOf([...flat], undefined));
    }
    assert.throws(() => textOf([...lead.flat, 'x-c', '3\r\nx: 4'], lead), { code: 'internal' });
    const bad = new FieldRun(['x-a', '1\r\nx: 4']);
    for (let i = 0; i < 2; i += 1) assert.throws(() => textOf([...bad.flat], bad), { code: 'internal' });
  });

  test('never passes on framing and connection fields', () => {
    const fields = {
      connection: 'x',
      'content-length': '9',
      'keep-alive': 'a',
      'transfer-encoding': 'b',
      upgrade: 'c',
    };
    const head = { status: 200, headers: HeaderList.of({ ...fields, 'proxy-connection': 'd', trailer: 'e' }) };

    assert.equal(
      replyHead(head, { framing: 'chunked', contentLength: undefined, connection: undefined, date: undefined }),
      'HTTP/1.1 200 OK\r\ntrailer: e\r\ntransfer-encoding: chunked\r\n\r\n',
    );
  });

  const unwritable = [
    ['x', 'a\r\nb: c'],
    ['x', 'a\nb'],
    ['x', 'a\0'],
    ['x', 'a\u010ab: c'],
    ['x: y', 'a'],
    ['', 'a'],
    ['x\r\ny', 'a'],
  ] as const;
  for (const [name, value] of unwritable) {
    test(`is never written with the field ${JSON.stringify([name, value])}`, () => {
      assert.throws(
        () => replyHead({ status: 200, headers: new HeaderList([name, value]) }, plain),
        (error) => error instanceof Fault && error.code === 'internal',
      );
    });
  }
});
