import type { Finished } from '../engine/exchange.ts';
import { inferenceCost } from '../engine/inference-cost.ts';
import { inferenceNote } from '../engine/inference-note.ts';
import { jsonText } from './log-text.ts';

/** What a line of the access log tells of a request to a model; nothing for any other. */
export function modelPart(exchange: Finished): string {
  const note = exchange.get(inferenceNote);
  if (note === undefined) return '';
  const { dialect, provider, stream, outcome, firstTokenMs } = note;
  let part = `,"dialect":"${dialect}","stream":${stream},"inference_outcome":"${outcome}"`;
  if (provider !== undefined) part += `,"provider":"${provider}"`;
  part += name(',"model":', note.model) + name(',"answered_model":', note.answeredModel);
  if (note.input !== undefined) part += `,"input_tokens":${note.input},"output_tokens":${note.output}`;
  if (note.source !== undefined) part += `,"tokens_source":"${note.source}"`;
  if (firstTokenMs !== undefined) part += `,"first_token_ms":${Math.round(firstTokenMs * 10) / 10}`;
  return part + costPart(exchange);
}

function costPart(exchange: Finished): string {
  const cost = exchange.get(inferenceCost);
  if (cost === undefined) return '';
  const { microUnits, currency, basis } = cost;
  const amount = microUnits === undefined ? '' : `,"cost_micro_units":${microUnits},"currency":${jsonText(currency)}`;
  return `${amount},"cost_basis":"${basis}"`;
}

/** Names of models are text of clients and upstreams: of any length. */
function name(prefix: string, model: string | undefined): string {
  return model === undefined ? '' : prefix + jsonText(model.slice(0, longestName));
}

const longestName = 128;
