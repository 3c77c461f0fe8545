/** A chat of about 1 KiB, as a client of OpenAI sends it. */
export const chatQuestion = questionOf({});

/** The same chat, to be answered by a stream. */
export const streamQuestion = questionOf({ stream: true });

/** An answer of about 1 KiB, as OpenAI sends it. */
export const chatAnswer = JSON.stringify({
  ...{ id: 'chatcmpl-9aZx81JqKb2mYV0c', object: 'chat.completion', created: 1_730_000_000 },
  model: 'gpt-4o-2024-08-06',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'A gateway stands between clients and models. '.repeat(12),
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    ...{ prompt_tokens: 196, completion_tokens: 109, total_tokens: 305 },
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  },
  ...{ service_tier: 'default', system_fingerprint: 'fp_a79d8dac1f' },
});

/** What every chunk of a streamed answer begins with. */
const chunkHead = {
  id: 'chatcmpl-9aZx81JqKb2mYV0c',
  object: 'chat.completion.chunk',
  created: 1_730_000_000,
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
  system_fingerprint: 'fp_a79d8dac1f',
};

/** A streamed answer, event by event. `tells` as the client asked for the usage. */
export function streamedAnswer(count: number, tells: boolean): readonly string[] {
  const usage = tells ? { usage: null } : {};
  const event = (fields: object): string => `data: ${JSON.stringify({ ...chunkHead, ...usage, ...fields })}\n\n`;
  const choice = (delta: object, finish: string | null = null) => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const pieces = Array.from({ length: count }, (_, i) => event(choice({ content: ` ${1_000_000_000_000 + i}` })));
  const told = { prompt_tokens: 12, completion_tokens: count, total_tokens: 12 + count };
  const last = tells ? [event({ choices: [], usage: told })] : [];
  return [...pieces, event(choice({}, 'stop')), ...last, 'data: [DONE]\n\n'];
}

function questionOf(more: object): string {
  const messages = [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'Tell me what stands between clients and models. '.repeat(18) },
  ];
  return JSON.stringify({ model: 'gpt-4o', ...more, messages });
}
