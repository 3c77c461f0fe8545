/** Text that stands in HTML or XML, in content and in quoted attributes alike. Control characters become blanks. */
export function escapeMarkup(text: string): string {
  return text.replace(special, (character) => entities[character] ?? ' ');
}

const special = /[&<>"'\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
