import { Fault } from '../../errors/fault.ts';

/** Why a request without valid credentials is refused: 401 with the challenge that names what would be taken (RFC 9110 §11.6.1). */
export function unauthorized(challenge: string, detail: string): Fault {
  return new Fault('credentials_invalid', { detail, headers: { 'www-authenticate': challenge } });
}

/** A challenge: a scheme with its parameters, quoted. */
export function challengeOf(scheme: string, parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value.replace(special, '\\$&')}"`);
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`;
}

const special = /["\\]/g;
