import type { Detection, Inspection } from './inspection.ts';

/**
 * A text without what an agent found in it. What the agent made of the text comes first. Its spans are trusted in plain
 * ASCII alone, where bytes, UTF-16 units and characters are the same; elsewhere the whole text is taken away rather than
 * the wrong part of it.
 */
export function redactByAgent(text: string, { detected, detections, redacted }: Inspection, mark: string): string {
  if (!detected) return text;
  if (redacted !== undefined && redacted !== text) return redacted;
  const isPlain = !/[^\x00-\x7f]/.test(text);
  const spans = detections.map(({ span }) => span);
  if (!isPlain || spans.length === 0 || !spans.every((span) => span !== undefined && span.end <= text.length))
    return mark;
  return cut(text, spans as readonly Span[], mark);
}

type Span = NonNullable<Detection['span']>;

function cut(text: string, spans: readonly Span[], mark: string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start >= at) out += text.slice(at, start) + mark;
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}
