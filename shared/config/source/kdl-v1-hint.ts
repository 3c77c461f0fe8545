import { parse } from '@bgotink/kdl/v1-compat';

/** What to write, when a text that is not KDL 2 is KDL 1; `undefined` when it is neither. */
export function v1Hint(text: string): string | undefined {
  if (!onlyInV1.test(text)) return undefined;
  try {
    parse(text);
  } catch {
    // Not KDL 1 either: the error of the KDL 2 reader says all there is to say.
    return undefined;
  }
  return 'this is KDL 1; in KDL 2 write #true, #false and #null, and raw strings as #"..."#';
}

/** Words and strings that only KDL 1 writes so. */
const onlyInV1 = /[\s{;=](?:true|false|null|r#*")/;
