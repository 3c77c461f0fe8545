import { decodeField, type FormField, formFields } from './form-fields.ts';
import type { FieldRule, FormRule } from './openapi/operation.ts';
import type { Parameter } from './openapi/parameter.ts';
import { readQuery, takesField } from './openapi/read-value.ts';
import { scalar } from './openapi/scalar.ts';
import { parseJson } from './parse-json.ts';
import type { ReadContent } from './read-content.ts';

/** The object that a body of `application/x-www-form-urlencoded` stands for. */
export function readForm(text: string, rule: FormRule): ReadContent {
  const fields = formFields(text);
  if (!fields) return { problem: 'is wrongly encoded' };
  const value: Record<string, unknown> = Object.create(null);
  const styled = [...rule.values()].flatMap((field) => (field.styled ? [field.styled] : []));
  for (const parameter of styled) {
    const read = readQuery(parameter, fields);
    if (read && 'problem' in read) return { problem: read.problem, path: [parameter.name] };
    if (read) value[parameter.name] = read.forms[0];
  }
  for (const field of fields) {
    if (isStyled(field, styled)) continue;
    const wrong = readField(field, rule.get(field.name), value);
    if (wrong !== undefined) return { problem: wrong, path: [field.name] };
  }
  return { value };
}

function isStyled({ name }: FormField, styled: readonly Parameter[]): boolean {
  return styled.length > 0 && styled.some((one) => takesField(one, name));
}

/** Puts what one field stands for into the value; tells what is wrong with it. */
function readField(
  { name, raw }: FormField,
  rule: FieldRule | undefined,
  value: Record<string, unknown>,
): string | undefined {
  const text = decodeField(raw);
  if (text === undefined) return 'is wrongly encoded';
  const read = rule?.isJson ? parseJson(encoder.encode(text)) : { value: scalarOf(text, rule) };
  if ('problem' in read) return read.problem;
  const known = value[name];
  if (rule?.kinds.items && !Array.isArray(read.value)) {
    if (Array.isArray(known)) known.push(read.value);
    else value[name] = [read.value];
  } else if (name in value) return 'is there more than once';
  else value[name] = read.value;
  return undefined;
}

function scalarOf(text: string, rule: FieldRule | undefined): unknown {
  return rule ? scalar(text, rule.kinds.items ?? rule.kinds.scalars) : text;
}

const encoder = new TextEncoder();
