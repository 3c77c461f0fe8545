import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { TextCollector } from './deep-texts.ts';
import type { Dialect } from './dialect.ts';
import { neededField, textField } from './field-readers.ts';
import { readJson } from './json/read-json.ts';
import { openaiFrame } from './openai-frame.ts';
import { deploymentIn } from './openai-requests.ts';

/** Embeddings of OpenAI. Their answer has no words and no tokens of output. */
export const openaiEmbeddings: Dialect = {
  name: 'openai-embeddings',
  ...openaiFrame,
  takes: (path) => path.endsWith('/embeddings'),
  read,
  texts,
  answerTexts: () => [],
};

function read(content: Uint8Array, path: string): AiRequest {
  const json = readJson(content);
  neededField(json, 'input');
  const model = deploymentIn(path) ?? textField(json, 'model');
  return { dialect: openaiEmbeddings, content, json, model, stream: false, maxOutput: 0, choices: 1 };
}

function texts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  found.content('user', json['input'], ['input']);
  found.others(json, ownFields);
  return found.pieces;
}

/** Fields that are read as what they are. */
const ownFields = new Set(['input']);
