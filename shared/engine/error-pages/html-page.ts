import { escapeMarkup } from './escape-markup.ts';
import type { PageFacts } from './page-template.ts';

/** The error page for people: what happened, and what to name when asking for help. */
export function htmlPage({ status, title, message, id, code }: PageFacts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${status} ${escapeMarkup(title)}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; padding: 2rem; }
.status { margin: 0; font-size: 4rem; font-weight: 700; line-height: 1; opacity: .35; }
h1 { margin: .5rem 0; font-size: 1.5rem; }
footer { margin-top: 2rem; font-size: .85rem; opacity: .7; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<p class="status">${status}</p>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(message)}</p>
<footer>Code <code>${code}</code><br>Request <code>${escapeMarkup(id)}</code></footer>
</main>
</body>
</html>
`;
}
