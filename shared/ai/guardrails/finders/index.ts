import type { Finder } from '../scan/finder.ts';
import { apiKey } from './api-key.ts';
import { card } from './card.ts';
import { email } from './email.ts';
import { iban } from './iban.ts';
import { ipAddress } from './ip-address.ts';
import { password } from './password.ts';
import { phone } from './phone.ts';
import { privateKey } from './private-key.ts';
import { ssn } from './ssn.ts';

/** All kinds of personal data that are known here, in the order in which they are looked for at one place. */
export const finders: readonly Finder[] = [privateKey, apiKey, password, email, iban, card, ssn, ipAddress, phone];
