import { Fault } from '../../errors/fault.ts';

/** The hash of a password, ready to be held against one. */
export interface PasswordHash {
  /** Costs what the hash was made with, in slices of up to 0.1 s, between which other requests go on. */
  matches(password: string): Promise<boolean>;
}

/** Whether a text is a hash that can be checked here, at a cost that can be borne. */
export function isPasswordHash(text: string): boolean {
  return parseHash(text, {}) !== undefined;
}

/**
 * Reads a hash as `htpasswd`, `argon2` and others write it: bcrypt (`$2b$12$…`), argon2id (`$argon2id$v=19$m=…,t=…,p=…$…`)
 * or scrypt (`$scrypt$ln=…,r=…,p=…$…`). Its form was checked when the configuration was.
 */
export function passwordHash(text: string, makers: KeyMakers = {}): PasswordHash {
  const hash = parseHash(text, makers);
  if (hash === undefined) throw new Fault('internal', { detail: 'no hash of a password' });
  return hash;
}

/** Ways to make keys of passwords that a runtime has itself; they need not be in slices. */
export interface KeyMakers {
  readonly scrypt?: (
    password: string,
    salt: Uint8Array,
    cost: { readonly N: number; readonly r: number; readonly p: number; readonly dkLen: number },
  ) => Uint8Array;
  readonly argon2id?: (
    password: string,
    salt: Uint8Array,
    cost: { readonly m: number; readonly t: number; readonly p: number; readonly dkLen: number },
  ) => Uint8Array;
}

function parseHash(text: string, makers: KeyMakers): PasswordHash | undefined {
  if (text.startsWith('$2')) return bcryptHash(text);
  const [, kind, parameters = '', salt, key] = phc.exec(text) ?? [];
  const parts = { salt: bytesOf(salt), key: bytesOf(key) };
  if (parts.salt.length < 8 || parts.key.length < 16 || parts.key.length > 64) return undefined;
  return kind === 'scrypt' ? scryptHash(parameters, parts, makers) : argonHash(parameters, parts, makers);
}

/** The string form of hashes; version 19 is the one of argon2 that is in use. */
const phc = /^\$(scrypt|argon2id\$v=19)\$([a-z0-9=,]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function bcryptHash(text: string): PasswordHash | undefined {
  const cost = Number(/^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)?.[1]);
  // One step more doubles the time: 15 takes seconds.
  if (!(cost >= 4 && cost <= 15)) return undefined;
  return {
    async matches(password) {
      const { compare } = (await import('bcryptjs')).default;
      return compare(password, text);
    },
  };
}

interface HashParts {
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

function scryptHash(parameters: string, { salt, key }: HashParts, { scrypt }: KeyMakers): PasswordHash | undefined {
  const [ln, r, p] = numbersOf(/^ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})$/, parameters);
  const memory = 2 ** ln! * r! * 128;
  if (!ln || !r || !p || p > 16 || memory > maxMemory || memory * p > maxWork) return undefined;
  return {
    async matches(password) {
      const cost = { N: 2 ** ln, r, p, dkLen: key.length };
      if (scrypt) return isSame(scrypt(password, salt, cost), key);
      const { scryptAsync } = await import('@noble/hashes/scrypt.js');
      return isSame(await scryptAsync(password, salt, { ...cost, asyncTick }), key);
    },
  };
}

function argonHash(parameters: string, { salt, key }: HashParts, { argon2id }: KeyMakers): PasswordHash | undefined {
  const [m, t, p] = numbersOf(/^m=(\d{1,6}),t=(\d{1,2}),p=(\d{1,2})$/, parameters);
  const memory = m! * 1024;
  if (!m || !t || !p || p > 16 || m < 8 * p || t > 16 || memory > maxMemory || memory * t > maxWork) return undefined;
  return {
    async matches(password) {
      const cost = { m, t, p, dkLen: key.length };
      if (argon2id) return isSame(argon2id(password, salt, cost), key);
      const { argon2idAsync } = await import('@noble/hashes/argon2.js');
      return isSame(await argon2idAsync(password, salt, { ...cost, asyncTick }), key);
    },
  };
}

/** What a Worker can spare of its 128 MiB. */
const maxMemory = 64 * 1024 * 1024;
/** Memory that is gone through, again and again: some seconds of it, in JavaScript. */
const maxWork = 4 * maxMemory;
/** Milliseconds of one slice. */
const asyncTick = 5;

function numbersOf(form: RegExp, text: string): readonly number[] {
  return (form.exec(text) ?? []).slice(1).map(Number);
}

function bytesOf(base64: string | undefined): Uint8Array {
  if (base64 === undefined || base64.length % 4 === 1) return new Uint8Array();
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Compares without telling by its time how much agrees. */
function isSame(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (let i = 0; i < right.length; i += 1) difference |= left[i]! ^ right[i]!;
  return difference === 0;
}
