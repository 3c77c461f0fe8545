import type { TextForm } from '../fields/text.ts';

/** The name of a header field (RFC 9110 §5.1). */
export const headerName: TextForm = {
  name: 'the name of a header',
  accepts: (text) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text),
};
