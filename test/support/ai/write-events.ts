import type { Scenario } from './scenario.ts';
import type { Served } from './served.ts';
import type { WireEvent } from './wires/wire.ts';

/** An event as it goes over the wire. */
export interface Written {
  readonly bytes: Buffer;
  /** Its number among the pieces of content. */
  readonly piece: number | undefined;
  /** All pieces were before it. */
  readonly isAfterContent: boolean;
}

/** Gemini without `alt=sse` streams a JSON array. */
export function isArrayStream({ wire, path }: Served): boolean {
  return wire === 'gemini' && !path.includes('alt=sse');
}

/** Events as bytes: server-sent events, or the elements of a JSON array. */
export function writeEvents(events: readonly WireEvent[], line: Served, scenario: Scenario): Written[] {
  const last = events.findLastIndex(({ isPiece }) => isPiece);
  const isArray = isArrayStream(line);
  let pieces = 0;
  return events.map((event, index) => {
    const text = isArray ? arrayElement(event, index, events.length) : serverSent(event, scenario);
    const piece = event.isPiece ? pieces++ : undefined;
    return { bytes: Buffer.from(text), piece, isAfterContent: index > last };
  });
}

function arrayElement({ data }: WireEvent, index: number, count: number): string {
  return `${index === 0 ? '[' : ','}${data}${index === count - 1 ? ']' : '\n'}`;
}

function serverSent({ name, data }: WireEvent, { lineEnd = '\n', chatter = false }: Scenario): string {
  const lines = [
    ...(chatter ? [': the mock is at work', ''] : []),
    ...(name ? [`event: ${name}`] : []),
    `data: ${data}`,
  ];
  return `${lines.join(lineEnd)}${lineEnd}${lineEnd}`;
}
