import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';
import { free } from '../fields/free.ts';
import { text } from '../fields/text.ts';

/** What requests and responses of an API must look like. */
export const apiSchema = block(
  'Checks requests and responses against a description of the API.',
  {
    'schema-file': text('OpenAPI document.'),
    'schema-content': text('OpenAPI document, written here.'),
    'validate-requests': flag('Checks requests.', { default: true }),
    'validate-responses': flag('Checks responses.', { default: false }),
    'strict-mode': flag('Refuses properties that the schema does not name.', { default: false }),
    'request-schema': free('JSON Schema of request bodies.'),
    'response-schema': free('JSON Schema of response bodies.'),
  },
  { later: true },
);
