/** What stands in place of a secret. */
export const hiddenText = '***';

/** Whether a field, parameter or header of this name carries a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

const secretName = /auth|cookie|credential|key|passw|passphrase|secret|session|signature|^sig$|^code$|^pin$|token|jwt/i;

/** A query, or a form, without the values of what carries secrets by its name. */
export function redactQuery(query: string): string {
  return query
    .split('&')
    .map((part) => {
      const equals = part.indexOf('=');
      const isSecret = equals !== -1 && isSecretName(decoded(part.slice(0, equals)));
      return isSecret ? `${part.slice(0, equals)}=${hiddenText}` : part;
    })
    .join('&');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // No escape of ours: it is judged as it stands.
    return name;
  }
}

/** A text of JSON, perhaps cut off, without the values of members that carry secrets by their name. */
export function redactJson(text: string): string {
  return text.replace(member, (all, name: string) => (isSecretName(name) ? `"${name}":"${hiddenText}"` : all));
}

/** A member with a plain value. Names are looked at up to a length, so that no text takes more than linear time. */
const member = /"([^"\\]{1,64})"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}(?:"(?:[^"\\]|\\.)*"?|[^\s"{[,}\]]+)/g;
