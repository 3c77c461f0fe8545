import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** A key pair of an issuer, with what it publishes of it. */
export interface IssuerKey {
  readonly kid: string;
  readonly jwk: object;
  /** Signs claims for an hour after `now`, which is in milliseconds; what is given goes before. */
  sign(claims: JWTPayload, now: number): Promise<string>;
}

/** Makes a key pair. */
export async function issuerKey(kid: string, alg = 'ES256'): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, jwk, sign: (claims, now) => signed(claims, now, { alg, kid }, privateKey) };
}

/** Signs claims with a key that both sides know. */
export function signedWith(secret: string, claims: JWTPayload, now: number, alg = 'HS256'): Promise<string> {
  return signed(claims, now, { alg }, new TextEncoder().encode(secret));
}

/** A token by hand, with whatever header; its signature is that text. */
export function forged(header: object, claims: object, signature = ''): string {
  return `${part(header)}.${part(claims)}.${signature}`;
}

function signed(
  claims: JWTPayload,
  now: number,
  header: { readonly alg: string; readonly kid?: string },
  key: CryptoKey | Uint8Array,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ iss: 'https://id.test', exp: seconds + 3600, ...claims }).setProtectedHeader(header).sign(key);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
