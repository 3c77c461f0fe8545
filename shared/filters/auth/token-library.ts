/** The parts of the library that verify tokens, apart from all others, so that bundles hold nothing else of it. */
export { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
