import { Fault } from '../../../errors/fault.ts';
import { isObject, jsonText, textIn } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import { messageEvent } from './message-event.ts';

/** A call, which becomes a block once its name is known; until then its arguments are held. */
interface Call {
  readonly key: number;
  id: string;
  name: string;
  held: string;
  block: number | undefined;
  isOver: boolean;
}

/** The calls of a chat that is streamed, as blocks. */
export class CallBlocks {
  readonly #take: () => number;
  readonly #calls: Call[] = [];

  /** `take` gives the index of a new block. */
  constructor(take: () => number) {
    this.#take = take;
  }

  get count(): number {
    return this.#calls.length;
  }

  /** What a delta of a call becomes. */
  delta(delta: JsonObject): string {
    const asked = isObject(delta['function']) ? delta['function'] : {};
    const name = textIn(asked['name']);
    const call = this.#callOf(delta, name);
    // What comes after the end is not told: its block is closed.
    if (call.isOver) return '';
    if (call.block === undefined) call.name += name;
    const written = asked['arguments'];
    const text = typeof written === 'string' ? written : jsonText(written);
    if (call.block !== undefined) return text === '' ? '' : argumentsDelta(call.block, text);
    call.held += text;
    if (call.held.length > mostHeld) throw tooMuch('arguments of a call without a name');
    return call.name === '' ? '' : this.#start(call);
  }

  /** Ends all calls, those too that were never named. */
  close(): string {
    let wire = '';
    for (const call of this.#calls) {
      if (call.isOver) continue;
      if (call.block === undefined) wire += this.#start(call);
      call.isOver = true;
      wire += messageEvent({ type: 'content_block_stop', index: call.block });
    }
    return wire;
  }

  #start(call: Call): string {
    const index = this.#take();
    call.block = index;
    const content_block = { type: 'tool_use', id: call.id || `call_${call.key}`, name: call.name, input: {} };
    const start = messageEvent({ type: 'content_block_start', index, content_block });
    return call.held === '' ? start : start + argumentsDelta(index, call.held);
  }

  /** Some servers leave the index out, and some count every call as the first; a new id with a name is a new call. */
  #callOf(delta: JsonObject, name: string): Call {
    const id = textIn(delta['id']);
    const { index } = delta;
    const known = typeof index === 'number' ? this.#calls.findLast(({ key }) => key === index) : this.#calls.at(-1);
    const isAnother = known !== undefined && id !== '' && known.id !== '' && known.id !== id && name !== '';
    if (known !== undefined && !isAnother) {
      known.id ||= id;
      return known;
    }
    if (this.#calls.length >= mostCalls) throw tooMuch('calls in one answer');
    const call: Call = {
      key: typeof index === 'number' ? index : this.#calls.length,
      id,
      name: '',
      held: '',
      block: undefined,
      isOver: false,
    };
    this.#calls.push(call);
    return call;
  }
}

function argumentsDelta(index: number, partial_json: string): string {
  return messageEvent({ type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } });
}

function tooMuch(what: string): Fault {
  return new Fault('upstream_body_broken', { detail: `too many ${what}` });
}

/** As many calls as no model makes; an upstream that invents more must not fill the memory. */
const mostCalls = 512;
const mostHeld = 1024 * 1024;
