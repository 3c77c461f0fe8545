import type { Handler } from '../engine/handler.ts';
import type { StaticSite } from '../static/static-site.ts';

/** Answers with the files of a folder. */
export function staticFiles(site: StaticSite): Handler {
  return {
    name: 'static-files',
    answer: (exchange) => site.answer(exchange),
  };
}
