import type { DescriptionReader, Part } from './description-reader.ts';
import type { BodyRule, Operation, ResponseRule } from './operation.ts';
import type { Parameter } from './parameter.ts';
import { readContents } from './read-contents.ts';
import { readHeader, readParameter } from './read-parameter.ts';

/** Reads one operation. `shared` are the parameters of all operations of its path, which it may put others in place of. */
export function readOperation(reader: DescriptionReader, part: Part, shared: readonly Parameter[]): Operation {
  const own = readParameters(reader, part);
  const isReplaced = (one: Parameter): boolean => own.some((other) => other.in === one.in && other.name === one.name);
  return {
    parameters: [...shared.filter((one) => !isReplaced(one)), ...own],
    body: bodyOf(reader, part),
    responses: responsesOf(reader, part),
  };
}

/** Reads `parameters` of a path or an operation. */
export function readParameters(reader: DescriptionReader, part: Part): readonly Parameter[] {
  return reader.items(part, 'parameters').flatMap(([pointer, each]) => {
    const found = reader.part(each, pointer, 'a parameter');
    const parameter = found && readParameter(reader, found);
    return parameter ? [parameter] : [];
  });
}

function bodyOf(reader: DescriptionReader, part: Part): BodyRule | undefined {
  const { requestBody } = part.value;
  if (requestBody === undefined) return undefined;
  const body = reader.part(requestBody, [...part.pointer, 'requestBody'], 'a request body');
  return body && { isRequired: body.value['required'] === true, contents: readContents(reader, body, 'request') };
}

function responsesOf(reader: DescriptionReader, part: Part): ReadonlyMap<string, ResponseRule> {
  const rules = new Map<string, ResponseRule>();
  for (const [status, pointer, each] of reader.members(part, 'responses')) {
    if (status.startsWith('x-')) continue;
    if (!/^(?:[1-5]\d\d|[1-5]XX|default)$/i.test(status)) reader.wrong(pointer, `"${status}" is no status`);
    const found = reader.part(each, pointer, 'a response');
    if (!found) continue;
    const headers = reader.members(found, 'headers').flatMap(([name, at, field]) => {
      const header = reader.part(field, at, 'a header');
      const read = header && readHeader(reader, header, name);
      return read ? [read] : [];
    });
    const key = status === 'default' ? status : status.toUpperCase();
    rules.set(key, { contents: readContents(reader, found, 'response'), headers });
  }
  return rules;
}
