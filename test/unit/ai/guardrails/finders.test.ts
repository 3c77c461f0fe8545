import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import { TextChannel } from '../../../../shared/ai/guardrails/text/text-channel.ts';

function redact(text: string): string {
  const channel = new TextChannel(finders, redacted);
  return channel.push(text) + channel.end();
}

const found: readonly (readonly [text: string, redacted: string])[] = [
  ['write to alice@example.com.', 'write to [REDACTED_EMAIL].'],
  ['<bob.o+x@mail.example.co.uk>', '<[REDACTED_EMAIL]>'],
  ['jürgen@müller.de', '[REDACTED_EMAIL]'],
  ['at a\u200blice@exam\u2060ple.c\u00adom now', 'at [REDACTED_EMAIL] now'],
  ['alice\u200b@\ufeffexample.com\u200b', '[REDACTED_EMAIL]\u200b'],
  ['\u200b4111\u200b1111\u200d 1111 1111', '\u200b[REDACTED_CREDIT_CARD]'],
  ['DE89 3704\u2060 0044 0532 0130 00', '[REDACTED_IBAN]'],
  ['邮箱alice@example.com', '邮箱[REDACTED_EMAIL]'],
  ['call +49 (0)30 1234567 now', 'call [REDACTED_PHONE] now'],
  ['+1-415-555-2671', '[REDACTED_PHONE]'],
  ['(415) 555-2671.', '[REDACTED_PHONE].'],
  ['415.555.2671', '[REDACTED_PHONE]'],
  ['1 800 555 1234', '[REDACTED_PHONE]'],
  ['06 12 34 56 78', '[REDACTED_PHONE]'],
  ['030/1234567', '[REDACTED_PHONE]'],
  ['020 7946 0958', '[REDACTED_PHONE]'],
  ['0044 20 7946 0958', '[REDACTED_PHONE]'],
  ['it is 123-45-6789!', 'it is [REDACTED_SSN]!'],
  ['SSN: 123456789', 'SSN: [REDACTED_SSN]'],
  ['4111 1111 1111 1111', '[REDACTED_CREDIT_CARD]'],
  ['4111111111111111 12/26', '[REDACTED_CREDIT_CARD] 12/26'],
  ['3782-822463-10005', '[REDACTED_CREDIT_CARD]'],
  ['卡号5555555555554444。', '卡号[REDACTED_CREDIT_CARD]。'],
  ['DE89 3704 0044 0532 0130 00', '[REDACTED_IBAN]'],
  ['gb29nwbk60161331926819,', '[REDACTED_IBAN],'],
  ['from 203.0.113.7:8080', 'from [REDACTED_IP_ADDRESS]:8080'],
  ['at 2001:db8::8a2e:370:7334.', 'at [REDACTED_IP_ADDRESS].'],
  [`sk-proj-${'aB3'.repeat(20)} end`, '[REDACTED_API_KEY] end'],
  ['AKIAIOSFODNN7EXAMPLE', '[REDACTED_API_KEY]'],
  [`ghp_${'a1'.repeat(18)}`, '[REDACTED_API_KEY]'],
  [`eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ${'x'.repeat(3000)}.abc_-1 ok`, '[REDACTED_API_KEY] ok'],
  ['api_key = "k2J8sQ9xLm4"', 'api_key = "[REDACTED_PASSWORD]"'],
  ['Authorization: Bearer abc123def456', 'Authorization: Bearer [REDACTED_PASSWORD]'],
  ['{"password":"hunter2hunter"}', '{"password":"[REDACTED_PASSWORD]"}'],
  [
    `-----BEGIN RSA PRIVATE KEY-----\n${'MIIE\n'.repeat(500)}-----END RSA PRIVATE KEY-----\nafter`,
    '[REDACTED_PRIVATE_KEY]\nafter',
  ],
];

const harmless: readonly string[] = [
  'The meeting is on 2024-05-12 at 10:30, room 12-45.',
  'See user@localhost and foo@bar for the syntax.',
  'Order 4111111111111112 has a wrong check digit.',
  'Version 1.2.3 of std::vector, a::b and ::1',
  'Call Array.prototype.map(1, 2, 3) 100 times; it took 12 345 678 ns.',
  'ISBN 978-3-16-148410-0, page 123-45',
  '000-12-3456 and 666-12-3456 were never issued.',
  'The password is required. The token is expired. Is a secret safe?',
  'DE89 3704 0044 0532 0130 01 has a wrong checksum.',
  'sk-learn and eyJ are short; npm_config_registry is a setting',
  'Math.max(999.999.999.999) 256.1.1.1',
  'uuid 123e4567-e89b-12d3-a456-426614174000',
  '1234567890',
  'a+b=c, 3*4, x@y',
  'a\u200bb\u200d c\u00ad',
];

describe('personal data', () => {
  for (const [text, expected] of found) {
    test(`is found in ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(redact(text), expected);
    });
  }

  for (const text of harmless) {
    test(`is not found in ${JSON.stringify(text)}`, () => {
      assert.equal(redact(text), text);
    });
  }

  test('takes time in proportion to the text, whatever it is', () => {
    for (const unit of [
      'a',
      '1',
      '1 ',
      'a.',
      '-----BEGIN ',
      'eyJ',
      '+',
      '0 ',
      'a@',
      ': ',
      '(',
      'DE89',
      'token=a1',
      ':1',
    ]) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      const started = performance.now();
      redact(text);
      const tookMs = performance.now() - started;
      assert.ok(tookMs < 15_000, `${JSON.stringify(unit)} took ${tookMs} ms`);
    }
  });
});
