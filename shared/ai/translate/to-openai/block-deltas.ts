import { isObject, jsonText, textIn } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { noteCitations } from './openai-answer.ts';

/** A block that is still open: a call of a tool, or a thought that is told whole, with its signature, when it is over. */
type OpenBlock =
  | { readonly kind: 'call'; readonly index: number; readonly input: JsonValue | undefined; hasArguments: boolean }
  | { readonly kind: 'thought'; thinking: string; signature: string };

/** Follows the blocks of a streamed message and tells what each event adds to a chat message. */
export class BlockDeltas {
  readonly #losses: Losses;
  readonly #open = new Map<JsonValue | undefined, OpenBlock>();
  #calls = 0;

  constructor(losses: Losses) {
    this.#losses = losses;
  }

  /** The delta that an event about a block becomes. */
  event(json: JsonObject): JsonObject | undefined {
    const { index } = json;
    const block = json['content_block'];
    if (isObject(block)) return this.#start(index, block);
    const delta = json['delta'];
    return isObject(delta) ? this.#delta(index, delta) : this.#stop(index);
  }

  #start(index: JsonValue | undefined, block: JsonObject): JsonObject | undefined {
    switch (block['type']) {
      case 'text':
        noteCitations(block, this.#losses);
        return textDelta('content', block['text']);
      case 'thinking': {
        const thinking = textIn(block['thinking']);
        this.#open.set(index, { kind: 'thought', thinking, signature: textIn(block['signature']) });
        return textDelta('reasoning_content', thinking);
      }
      case 'redacted_thinking':
        return { thinking_blocks: [block] };
      case 'tool_use':
        return this.#startCall(index, block);
      default:
        this.#losses.add('server-tools');
        return undefined;
    }
  }

  #startCall(index: JsonValue | undefined, { id, name, input }: JsonObject): JsonObject {
    const call = this.#calls;
    this.#calls += 1;
    this.#open.set(index, { kind: 'call', index: call, input, hasArguments: false });
    const asked = { name: textIn(name), arguments: '' };
    return { tool_calls: [{ index: call, id: textIn(id), type: 'function', function: asked }] };
  }

  #delta(index: JsonValue | undefined, delta: JsonObject): JsonObject | undefined {
    const block = this.#open.get(index);
    switch (delta['type']) {
      case 'text_delta':
        return textDelta('content', delta['text']);
      case 'thinking_delta':
        if (block?.kind === 'thought') block.thinking += textIn(delta['thinking']);
        return textDelta('reasoning_content', delta['thinking']);
      case 'signature_delta':
        if (block?.kind === 'thought') block.signature += textIn(delta['signature']);
        return undefined;
      case 'input_json_delta': {
        const text = textIn(delta['partial_json']);
        if (block?.kind !== 'call' || text === '') return undefined;
        block.hasArguments = true;
        return argumentsDelta(block.index, text);
      }
      case 'citations_delta':
        this.#losses.add('citations');
        return undefined;
      default:
        this.#losses.kind('delta.', textIn(delta['type']));
        return undefined;
    }
  }

  #stop(index: JsonValue | undefined): JsonObject | undefined {
    const block = this.#open.get(index);
    this.#open.delete(index);
    if (block === undefined) return undefined;
    if (block.kind === 'thought') {
      const { thinking, signature } = block;
      return { thinking_blocks: [{ type: 'thinking', thinking, signature }] };
    }
    // A tool without input gets no delta; some servers send the whole input with the start.
    return block.hasArguments ? undefined : argumentsDelta(block.index, jsonText(block.input) || '{}');
  }
}

function textDelta(name: string, value: JsonValue | undefined): JsonObject | undefined {
  const text = textIn(value);
  return text === '' ? undefined : { [name]: text };
}

function argumentsDelta(index: number, text: string): JsonObject {
  return { tool_calls: [{ index, function: { arguments: text } }] };
}
