import { mediaEssence } from '../http/media-type.ts';

/** Tells media types that are listed: exactly, as `text/*`, or as `*+json`. */
export function contentTypeRule(listed: readonly string[]): (contentType: string | undefined) => boolean {
  const names = listed.map((name) => name.trim().toLowerCase());
  const exact = new Set(names);
  const families = names.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -1));
  const suffixes = names.filter((name) => name.startsWith('*+')).map((name) => name.slice(1));
  return (contentType) => {
    const essence = mediaEssence(contentType);
    if (essence === undefined) return false;
    return (
      exact.has(essence) ||
      families.some((family) => essence.startsWith(family)) ||
      suffixes.some((suffix) => essence.endsWith(suffix))
    );
  };
}

/** Whether what is sent is read piece by piece as it comes, so that nothing may be held back. */
export function isEventStream(contentType: string | undefined): boolean {
  const essence = mediaEssence(contentType);
  return essence !== undefined && (streams.has(essence) || essence.startsWith('application/grpc'));
}

const streams: ReadonlySet<string> = new Set([
  'text/event-stream',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/stream+json',
  'application/json-seq',
  'application/vnd.amazon.eventstream',
  'multipart/x-mixed-replace',
]);
