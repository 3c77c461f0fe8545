import { textIn } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';

/** An event of Anthropic as it goes over the wire. */
export function messageEvent(event: JsonObject): string {
  return `event: ${textIn(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
}
