import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { withTexts } from '../../../../shared/ai/dialects/written.ts';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { answerTexts, withoutExcerpts } from '../../../../shared/ai/guardrails/text/answer-texts.ts';
import { JsonChannel } from '../../../../shared/ai/guardrails/text/json-channel.ts';
import { isJsonPlace } from '../../../../shared/ai/guardrails/text/json-place.ts';
import { redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import { TextChannel } from '../../../../shared/ai/guardrails/text/text-channel.ts';

/** The answer as a guard that redacts leaves it. */
function redactedAnswer(path: string, answer: object): unknown {
  const bytes = new TextEncoder().encode(JSON.stringify(answer));
  const texts = answerTexts(JSON.parse(JSON.stringify(answer)), dialectFor(path));
  const changes = texts.flatMap(({ place, text }) => {
    const channel = new (isJsonPlace(place) ? JsonChannel : TextChannel)(finders, redacted);
    const may = channel.push(text) + channel.end();
    return may === text ? [] : [{ place, text: may }];
  });
  return JSON.parse(new TextDecoder().decode(withTexts(bytes, withoutExcerpts(texts, changes))));
}

const mail = 'to bob@example.com';
const left = 'to [REDACTED_EMAIL]';
const token = { token: 'bob', bytes: [98], logprob: -1 };

const answers: readonly (readonly [what: string, path: string, answer: object, expected: object])[] = [
  [
    'a chat: in thoughts, refusals, transcripts, calls and probabilities',
    '/v1/chat/completions',
    {
      choices: [
        {
          message: {
            content: mail,
            reasoning_content: mail,
            refusal: mail,
            audio: { id: 'a', data: 'AAAA', transcript: mail },
            annotations: [{ type: 'url_citation', url_citation: { title: mail, url: 'https://a.example' } }],
            tool_calls: [{ id: 't', function: { name: 'send', arguments: `{"to":"bob@example.com"}` } }],
          },
          logprobs: { content: [token] },
          token_ids: [1, 2],
        },
      ],
      search_results: [{ title: mail }],
    },
    {
      choices: [
        {
          message: {
            content: left,
            reasoning_content: left,
            refusal: left,
            audio: { id: 'a', data: 'AAAA', transcript: left },
            annotations: [{ type: 'url_citation', url_citation: { title: left, url: 'https://a.example' } }],
            tool_calls: [{ id: 't', function: { name: 'send', arguments: `{"to":"[REDACTED_EMAIL]"}` } }],
          },
          logprobs: null,
          token_ids: [],
        },
      ],
      search_results: [{ title: left }],
    },
  ],
  [
    'a response: beside its items too, and not what it repeats of the request',
    '/v1/responses',
    {
      object: 'response',
      instructions: mail,
      output: [
        { type: 'image_generation_call', result: mail },
        { type: 'message', content: [{ type: 'output_text', text: mail, logprobs: [token] }] },
      ],
      output_text: mail,
    },
    {
      object: 'response',
      instructions: mail,
      output: [
        { type: 'image_generation_call', result: mail },
        { type: 'message', content: [{ type: 'output_text', text: left, logprobs: [] }] },
      ],
      output_text: left,
    },
  ],
  [
    'Gemini: in citations, calls with numbers, and excerpts that show a part of a find',
    '/v1beta/models/m:generateContent',
    {
      candidates: [
        {
          content: { parts: [{ text: mail }, { functionCall: { name: 'pay', args: { card: 4111111111111111 } } }] },
          groundingMetadata: { groundingSupports: [{ segment: { text: 'to bob@ex' } }, { segment: { text: 'to' } }] },
          citationMetadata: { citations: [{ title: mail }] },
          logprobsResult: { chosenCandidates: [{ token: 'bob' }] },
          finishMessage: mail,
        },
      ],
    },
    {
      candidates: [
        {
          content: {
            parts: [{ text: left }, { functionCall: { name: 'pay', args: { card: '[REDACTED_CREDIT_CARD]' } } }],
          },
          groundingMetadata: { groundingSupports: [{ segment: { text: '' } }, { segment: { text: 'to' } }] },
          citationMetadata: { citations: [{ title: left }] },
          logprobsResult: null,
          finishMessage: left,
        },
      ],
    },
  ],
  [
    'TGI: in each token',
    '/generate',
    { generated_text: mail, details: { tokens: [{ id: 1, text: 'bob@example.com' }], prefill: [{ text: 'hi' }] } },
    { generated_text: left, details: { tokens: [], prefill: [{ text: 'hi' }] } },
  ],
  [
    'Ollama: in the numbers of the conversation',
    '/api/generate',
    { response: mail, context: [1, 2] },
    { response: left, context: [] },
  ],
  [
    'completions: in the words and in probabilities',
    '/v1/completions',
    { choices: [{ text: mail, logprobs: { tokens: ['bob'], top_logprobs: [{ bob: -1 }] } }] },
    { choices: [{ text: left, logprobs: null }] },
  ],
];

describe('a find is taken out wherever it is told again in an answer of', () => {
  for (const [what, path, answer, expected] of answers) {
    test(what, () => {
      assert.deepEqual(redactedAnswer(path, answer), expected);
    });
  }

  test('embeddings, whose numbers are left as they are', () => {
    const answer = { object: 'list', data: [{ embedding: 'QUFBIDQxMTEgMTExMSAxMTExIDExMTE=', index: 0 }] };

    assert.deepEqual(answerTexts(answer, dialectFor('/v1/embeddings')), []);
  });
});
