import { unknownPlaceholders } from '../../engine/error-pages/page-template.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** What a template of an error page names can be filled in, and what there is to fill in is named. */
export const errorPageTexts: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ errorPages }, index) => {
      if (errorPages) checkPages(look, errorPages.pages, [...path, 'routes', index, 'error-pages', 'pages']);
    });
    section.filters.forEach((filter, index) => {
      if (filter.type === 'error-pages') checkPages(look, filter.pages, [...path, 'filters', index, 'pages']);
    });
  }
};

type Pages = NonNullable<Section['routes'][number]['errorPages']>['pages'];

function checkPages(look: Look, pages: Pages, path: Path): void {
  pages.forEach(({ template, message }, at) => {
    if (template === undefined) return;
    const here = [...path, at];
    const [unknown] = unknownPlaceholders(template);
    if (unknown !== undefined) look.error([...here, 'template'], `nothing is known that fills in {{${unknown}}}`, hint);
    if (message !== undefined && !showsMessage.test(template))
      look.error([...here, 'message'], '"message" has no effect: the template has no {{message}}');
  });
}

const showsMessage = /\{\{\s*message\s*\}\}/;

const hint = 'there is {{status}}, {{title}}, {{message}}, {{code}}, {{request_id}} and {{timestamp}}';
