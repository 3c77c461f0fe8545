import { Fault } from '../errors/fault.ts';
import type { BuiltinDefinition } from './builtin.ts';

/** Answers 404, in the format the client asks for. */
export const notFound: BuiltinDefinition = {
  name: 'not-found',
  about: 'Answers 404.',
  create() {
    return {
      name: 'not-found',
      answer() {
        throw new Fault('not_found');
      },
    };
  },
};
