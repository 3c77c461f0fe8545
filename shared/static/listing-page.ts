import { escapeMarkup } from '../engine/error-pages/escape-markup.ts';
import type { ListedName } from '../platform/file-source.ts';

/** Lines of a listing, at most. */
export const maxListed = 1000;

/** The page that lists a folder: folders first, then by name. `names` lead to the folder; more than the bound is cut. */
export function listingPage(names: readonly string[], entries: readonly ListedName[]): string {
  const title = escapeMarkup(`Index of /${names.map((name) => `${name}/`).join('')}`);
  const sorted = entries.toSorted(byKindAndName);
  const up = names.length === 0 ? '' : '<tr><td><a href="../">../</a></td><td></td><td></td></tr>\n';
  const cut = entries.length > maxListed ? `<p>Only ${maxListed} names are shown.</p>\n` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font-family:sans-serif;margin:2em}td,th{padding:.2em 1em;text-align:left}td+td{white-space:nowrap}</style>
</head>
<body>
<h1>${title}</h1>
<table>
<tr><th>Name</th><th>Size</th><th>Modified</th></tr>
${up}${sorted.slice(0, maxListed).map(row).join('')}</table>
${cut}</body>
</html>
`;
}

function byKindAndName(one: ListedName, other: ListedName): number {
  if (one.isFolder !== other.isFolder) return one.isFolder ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}

function row({ name, isFolder, size, modifiedAt }: ListedName): string {
  const end = isFolder ? '/' : '';
  // Escaped as one segment, colons too: no name becomes a scheme or another folder.
  const link = `${encodeURIComponent(name.toWellFormed())}${end}`;
  const date = modifiedAt === undefined ? '' : new Date(modifiedAt).toISOString().slice(0, 16).replace('T', ' ');
  const length = isFolder || size === undefined ? '' : sizeText(size);
  return `<tr><td><a href="${escapeMarkup(link)}">${escapeMarkup(name)}${end}</a></td><td>${length}</td><td>${date}</td></tr>\n`;
}

/** `1.5 KB`: units of 1024, one decimal beyond bytes. */
export function sizeText(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit]}`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];
