import { defineFilter } from '../engine/filter.ts';
import { noteVerified } from '../engine/verified-claims.ts';
import { utf8Bytes } from '../http/utf8-bytes.ts';
import { challengeOf, unauthorized } from './auth/challenge.ts';
import { basicCredentials } from './auth/credentials.ts';
import { PasswordDesk, type User } from './auth/password-desk.ts';
import { TrustedFields } from './auth/trusted-fields.ts';

/** What `basic-auth` is told. */
export interface BasicAuthOptions {
  readonly realm: string;
  readonly users: readonly User[];
  /** How long a password that was right is not checked again. */
  readonly cacheMs: number;
  /** The field that tells the upstream who asks. */
  readonly userHeader?: string | undefined;
  readonly forwardCredentials: boolean;
}

/** Lets users in by name and password (RFC 7617). */
export const basicAuth = defineFilter({
  name: 'basic-auth',
  create({ realm, users, cacheMs, userHeader, forwardCredentials }: BasicAuthOptions, { platform, filterId }) {
    const challenge = challengeOf('Basic', { realm, charset: 'UTF-8' });
    const desk = new PasswordDesk(users, cacheMs, platform);
    const ours = userHeader?.toLowerCase();
    const fields = new TrustedFields(['authorization', ...(ours === undefined ? [] : [ours])]);
    return {
      async onRequest(exchange) {
        const shown = basicCredentials(exchange.received.headers);
        if (shown.kind !== 'shown') throw unauthorized(challenge, `no name and password: ${shown.kind}`);
        if (!(await desk.isRight(shown.value, exchange))) throw unauthorized(challenge, 'wrong name or password');
        const { name } = shown.value;
        noteVerified(exchange, filterId, { sub: name });
        const written = ours === undefined ? [] : [ours, utf8Bytes(name)];
        if (forwardCredentials) written.push('authorization', exchange.received.headers.get('authorization')!);
        fields.write(exchange, written);
        return undefined;
      },
      onUpstream: (exchange, headers) => fields.rewrite(exchange, headers),
    };
  },
});
