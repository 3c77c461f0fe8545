import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';
import { free } from '../fields/free.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { absolutePath } from '../forms/absolute-path.ts';

/** What requests and responses of an API must look like. */
export const apiSchema = block('Checks requests and responses against a description of the API.', {
  'schema-file': text('OpenAPI document, in JSON or YAML.', { isDocument: true }),
  'schema-content': text('OpenAPI document, written here.'),
  'base-path': text('Path that those of the document are under; that of its servers when absent.', {
    form: absolutePath,
  }),
  'validate-requests': flag('Checks requests.', { default: true }),
  'validate-responses': flag('Checks responses, each of which is held until it is complete.', { default: false }),
  'strict-mode': flag('Refuses what is not described: properties, query parameters, paths, methods, statuses.', {
    default: false,
  }),
  'max-body-size': size('Largest body that is checked; of larger ones requests are answered 413, responses 502.', {
    default: '1MiB',
    min: 1,
  }),
  'request-schema': free('JSON Schema of request bodies, in place of what the document says of them.'),
  'request-schema-file': text('File of that schema.', { isDocument: true }),
  'response-schema': free('JSON Schema of the bodies of successful responses.'),
  'response-schema-file': text('File of that schema.', { isDocument: true }),
});
