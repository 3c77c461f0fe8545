import type { MockError, MockUsage } from '../scenario.ts';
import type { Answer, Wire, WireEvent } from './wire.ts';

/** `generateContent` and `streamGenerateContent` of Gemini. */
export const gemini: Wire = {
  name: 'gemini',
  takes: (path) => /:(?:stream)?[gG]enerateContent$/.test(path),
  whole: (answer) => part(answer, [...answer.pieces.map(text), ...callOf(answer)], answer.usage, 'STOP'),
  events(answer) {
    const last = answer.tells ? answer.usage : undefined;
    return [
      ...answer.pieces.map(
        (piece): WireEvent => ({ data: JSON.stringify(part(answer, [text(piece)])), isPiece: true }),
      ),
      { data: JSON.stringify(part(answer, callOf(answer), last, 'STOP')), isPiece: answer.tool !== undefined },
    ];
  },
  errorBody: geminiError,
  errorEvent: (error) => ({ data: JSON.stringify(geminiError(error)) }),
};

const text = (piece: string) => ({ text: piece });

function geminiError({ status, type, message }: MockError) {
  return { error: { code: status, message, status: type } };
}

function callOf({ tool }: Answer) {
  return tool ? [{ functionCall: { name: tool.name, args: JSON.parse(tool.pieces.join('')) } }] : [];
}

function part({ model }: Answer, parts: readonly unknown[], usage?: MockUsage, finishReason?: string) {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(finishReason && { finishReason }) }],
    modelVersion: model,
    ...(usage && {
      usageMetadata: {
        promptTokenCount: usage.input,
        candidatesTokenCount: usage.output - usage.reasoning,
        thoughtsTokenCount: usage.reasoning,
        cachedContentTokenCount: usage.cached,
        totalTokenCount: usage.input + usage.output,
      },
    }),
  };
}
