import { isIpv4, isIpv6 } from './ip-formats.ts';
import { isDate, isDateTime, isDuration, isTime } from './time-formats.ts';

/** What a text or number must look like. */
export interface Format {
  readonly of: 'string' | 'number';
  /** What it is called when something is not one. */
  readonly title: string;
  test(value: string | number): boolean;
}

/**
 * The formats that are checked; others are remarks. Each takes time in proportion to the text: no expression here can
 * match the same text in two ways.
 */
export const formats: Readonly<Record<string, Format>> = {
  'date-time': text('a date with time and offset', isDateTime),
  date: text('a date', isDate),
  time: text('a time with offset', isTime),
  duration: text('a duration', isDuration),
  email: text('an e-mail address', (value) => isEmail(value, mailText)),
  'idn-email': text('an e-mail address', (value) => isEmail(value, mailTextOfAny)),
  hostname: text('a host name', isHostname),
  'idn-hostname': text('a host name', (value) => /^[^\s.@/?#:[\]\\]+(?:\.[^\s.@/?#:[\]\\]+)*\.?$/.test(value)),
  ipv4: text('an IPv4 address', isIpv4),
  ipv6: text('an IPv6 address', isIpv6),
  uri: text('a URI', (value) => /^[A-Za-z][\w+.-]*:/.test(value) && isUriText(value)),
  'uri-reference': text('a URI reference', isUriText),
  iri: text('an IRI', (value) => /^[A-Za-z][\w+.-]*:/.test(value) && isIriText(value)),
  'iri-reference': text('an IRI reference', isIriText),
  'uri-template': text('a URI template', (value) => /^(?:[^\s{}"<>\\^`|]|\{[^\s{}]+\})*$/.test(value)),
  uuid: text('a UUID', (value) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value)),
  'json-pointer': text('a JSON pointer', (value) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(value)),
  'relative-json-pointer': text('a relative JSON pointer', (value) =>
    /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(value),
  ),
  regex: text('a regular expression', isRegex),
  byte: text('base64', (value) => value.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(value)),
  int32: number('a 32-bit integer', (value) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31),
  int64: number('a 64-bit integer', (value) => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63),
  float: number('a float', (value) => Math.abs(value) <= 3.402_823_5e38),
  double: number('a double', Number.isFinite),
};

function text(title: string, test: (value: string) => boolean): Format {
  return { of: 'string', title, test: (value) => typeof value === 'string' && test(value) };
}

function number(title: string, test: (value: number) => boolean): Format {
  return { of: 'number', title, test: (value) => typeof value === 'number' && test(value) };
}

const mailText = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const mailTextOfAny = /^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*$/;

function isEmail(value: string, local: RegExp): boolean {
  const at = value.lastIndexOf('@');
  if (at < 1 || at > 64 || !local.test(value.slice(0, at))) return false;
  const domain = value.slice(at + 1);
  const literal = /^\[(?:IPv6:)?([^\]]*)\]$/i.exec(domain)?.[1];
  if (literal !== undefined) return isIpv4(literal) || isIpv6(literal);
  return local === mailTextOfAny ? mailTextOfAny.test(domain) : isHostname(domain);
}

function isHostname(value: string): boolean {
  return (
    value.length <= 253 &&
    /^[a-z\d](?:[a-z\d-]*)(?:\.[a-z\d][a-z\d-]*)*$/i.test(value) &&
    value.split('.').every(isLabel)
  );
}

function isLabel(label: string): boolean {
  return label.length <= 63 && !label.endsWith('-');
}

function isUriText(value: string): boolean {
  return /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})*$/i.test(value) && (value.match(/#/g)?.length ?? 0) <= 1;
}

function isIriText(value: string): boolean {
  return /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=\u00a0-\uffff]|%[\da-f]{2})*$/i.test(value);
}

function isRegex(value: string): boolean {
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}
