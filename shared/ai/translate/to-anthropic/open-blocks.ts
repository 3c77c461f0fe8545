import { textIn } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import { CallBlocks } from './call-blocks.ts';
import { messageEvent } from './message-event.ts';

/**
 * The blocks of a message that is made from deltas of a chat. Thoughts and texts follow one another; calls stay open until
 * the end, since a chat may go back to any of them.
 */
export class OpenBlocks {
  #next = 0;
  #spoken: { readonly kind: 'text' | 'thinking'; readonly index: number } | undefined;
  readonly #calls = new CallBlocks(() => this.#take());

  /** Whether a tool was called. */
  get hasCalls(): boolean {
    return this.#calls.count > 0;
  }

  text(text: string): string {
    if (text === '') return '';
    const start = this.#speak('text', { type: 'text', text: '', citations: null });
    return start + this.#delta({ type: 'text_delta', text });
  }

  thinking(thinking: string): string {
    if (thinking === '') return '';
    const start = this.#speak('thinking', emptyThought);
    return start + this.#delta({ type: 'thinking_delta', thinking });
  }

  /** A whole thought: the signature of the one that is open, or one that was not told before. */
  thought(thought: JsonObject): string {
    if (thought['type'] === 'thinking') {
      const isTold = this.#spoken?.kind === 'thinking';
      const started = isTold ? '' : this.#speak('thinking', emptyThought) + this.thinking(textIn(thought['thinking']));
      const signature = textIn(thought['signature']);
      const signed = signature === '' ? '' : this.#delta({ type: 'signature_delta', signature });
      return started + signed + this.#closeSpoken();
    }
    const closed = this.#closeSpoken();
    const index = this.#take();
    const start = messageEvent({ type: 'content_block_start', index, content_block: thought });
    return closed + start + messageEvent({ type: 'content_block_stop', index });
  }

  call(call: JsonObject): string {
    return this.#closeSpoken() + this.#calls.delta(call);
  }

  /** Ends every block that is open. */
  close(): string {
    return this.#closeSpoken() + this.#calls.close();
  }

  #speak(kind: 'text' | 'thinking', content_block: JsonObject): string {
    if (this.#spoken?.kind === kind) return '';
    const closed = this.#closeSpoken();
    const index = this.#take();
    this.#spoken = { kind, index };
    return closed + messageEvent({ type: 'content_block_start', index, content_block });
  }

  #delta(delta: JsonObject): string {
    return messageEvent({ type: 'content_block_delta', index: this.#spoken?.index, delta });
  }

  #closeSpoken(): string {
    if (this.#spoken === undefined) return '';
    const { index } = this.#spoken;
    this.#spoken = undefined;
    return messageEvent({ type: 'content_block_stop', index });
  }

  #take(): number {
    this.#next += 1;
    return this.#next - 1;
  }
}

const emptyThought: JsonObject = { type: 'thinking', thinking: '', signature: '' };
