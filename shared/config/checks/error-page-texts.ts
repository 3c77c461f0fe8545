import { unknownPlaceholders } from '../../engine/error-pages/page-template.ts';
import type { Check } from './look.ts';

/** What a template of an error page names can be filled in. */
export const errorPageTexts: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ errorPages }, index) => {
      errorPages?.pages.forEach(({ template }, at) => {
        const [unknown] = template === undefined ? [] : unknownPlaceholders(template);
        if (unknown === undefined) return;
        const here = [...path, 'routes', index, 'error-pages', 'pages', at, 'template'];
        look.error(here, `nothing is known that fills in {{${unknown}}}`, hint);
      });
    });
  }
};

const hint = 'there is {{status}}, {{title}}, {{message}}, {{code}}, {{request_id}} and {{timestamp}}';
