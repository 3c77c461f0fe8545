import type { Code } from '../../errors/codes.ts';

/** What an error page can tell. */
export interface PageFacts {
  readonly code: Code;
  readonly status: number;
  /** Reason phrase of the status. */
  readonly title: string;
  readonly message: string;
  /** Correlation id. */
  readonly id: string;
  /** Unix time. */
  readonly seconds: number;
}

/** A page of the configuration, taken apart once: texts, and between them the names of what is filled in. */
export interface PageTemplate {
  readonly texts: readonly string[];
  readonly names: readonly Placeholder[];
}

type Placeholder = keyof typeof placeholders;

const placeholders = {
  status: (facts) => String(facts.status),
  title: (facts) => facts.title,
  message: (facts) => facts.message,
  code: (facts) => facts.code,
  request_id: (facts) => facts.id,
  timestamp: (facts) => String(facts.seconds),
} as const satisfies Record<string, (facts: PageFacts) => string>;

/** Takes a template apart. What looks like a placeholder but is none stays as it is. */
export function compileTemplate(source: string): PageTemplate {
  const texts: string[] = [];
  const names: Placeholder[] = [];
  let from = 0;
  for (const match of source.matchAll(anyPlaceholder)) {
    const name = match[1]!;
    if (!isPlaceholder(name)) continue;
    texts.push(source.slice(from, match.index));
    names.push(name);
    from = match.index + match[0].length;
  }
  texts.push(source.slice(from));
  return { texts, names };
}

/** Placeholders of a template that mean nothing, for refusing it where it is configured. */
export function unknownPlaceholders(source: string): string[] {
  return Array.from(source.matchAll(anyPlaceholder), (match) => match[1]!).filter((name) => !isPlaceholder(name));
}

/** The page, every fact made safe by `makeSafe`. */
export function fillTemplate(
  { texts, names }: PageTemplate,
  facts: PageFacts,
  makeSafe: (text: string) => string,
): string {
  let page = texts[0]!;
  for (let i = 0; i < names.length; i += 1) page += makeSafe(placeholders[names[i]!](facts)) + texts[i + 1]!;
  return page;
}

const anyPlaceholder = /\{\{\s*([\w-]+)\s*\}\}/g;

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(placeholders, name);
}
