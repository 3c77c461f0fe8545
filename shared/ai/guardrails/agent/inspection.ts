import type { JsonValue } from '../../json.ts';
import { asciiWord } from './ascii-word.ts';

/** What an agent says of a text. */
export interface Inspection {
  readonly detected: boolean;
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
  readonly detections: readonly Detection[];
  /** The text without what was found. */
  readonly redacted: string | undefined;
}

/** One thing an agent found. */
export interface Detection {
  readonly category: string;
  /** Where, in units that nobody tells: bytes, UTF-16 units or characters. */
  readonly span: { readonly start: number; readonly end: number } | undefined;
}

/**
 * Reads the answer of an agent in any of its forms: the bare object; the agent response with the object as a text in its
 * routing metadata; an agent response without one, where a decision to block is a find. `undefined` when it is none.
 */
export function readInspection(json: JsonValue): Inspection | undefined {
  if (!isObject(json)) return undefined;
  if (typeof json['detected'] === 'boolean') return readBare(json);
  const metadata = json['routing_metadata'];
  const told = isObject(metadata) ? metadata['guardrail_response'] : undefined;
  if (typeof told === 'string') return readText(told);
  if (isObject(told)) return readBare(told);
  return readDecision(json['decision']);
}

interface Fields {
  readonly [name: string]: JsonValue | undefined;
}

function readText(text: string): Inspection | undefined {
  try {
    const json = JSON.parse(text) as JsonValue;
    return isObject(json) && typeof json['detected'] === 'boolean' ? readBare(json) : undefined;
  } catch {
    return undefined;
  }
}

function readBare(json: Fields): Inspection {
  const list = Array.isArray(json['detections']) ? (json['detections'] as readonly JsonValue[]) : [];
  const redacted = json['redacted_content'];
  return {
    detected: json['detected'] === true,
    confidence: share(json['confidence'], json['detected'] === true ? 1 : 0),
    detections: list.slice(0, maxDetections).filter(isObject).map(readDetection),
    redacted: typeof redacted === 'string' ? redacted : undefined,
  };
}

function readDetection(json: Fields): Detection {
  const span = isObject(json['span']) ? json['span'] : {};
  const [start, end] = [span['start'], span['end']];
  const isSpan = isPlace(start) && isPlace(end) && start < end;
  return { category: asciiWord(json['category']), span: isSpan ? { start, end } : undefined };
}

function readDecision(decision: JsonValue | undefined): Inspection | undefined {
  if (decision === 'allow' || (isObject(decision) && 'allow' in decision)) return clean;
  if (decision !== 'block' && !(isObject(decision) && 'block' in decision)) return undefined;
  return {
    detected: true,
    confidence: 1,
    detections: [{ category: 'agent_block', span: undefined }],
    redacted: undefined,
  };
}

const clean: Inspection = { detected: false, confidence: 0, detections: [], redacted: undefined };

/** Finds of one answer that are read. */
const maxDetections = 1000;

function isObject(json: JsonValue | undefined): json is Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function isPlace(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function share(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : otherwise;
}
