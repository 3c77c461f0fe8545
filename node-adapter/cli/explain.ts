import { explain as explainRequest } from '../../shared/config/explain/explain.ts';
import { explanationText } from '../../shared/config/explain/explanation-text.ts';
import type { Command } from './command.ts';
import { readConfig, runtimeOf, writeProblems } from './read-config.ts';
import { configOption, jsonOption, runtimeOption } from './shared-options.ts';
import { UsageError } from './usage-error.ts';

/** Says which route would take a request, and why no other, without sending anything. */
export const explain: Command = {
  name: 'explain',
  aliases: [],
  about: 'Says which route would take a request, and why no other. Sends nothing.',
  usage: '[options] [file]',
  options: [
    configOption,
    { name: 'method', short: 'X', value: 'name', about: 'Method; GET when absent.' },
    { name: 'host', value: 'name', about: 'Host of the request; localhost when absent.' },
    { name: 'path', value: 'path', about: 'Path, with or without a query; / when absent.' },
    { name: 'header', short: 'H', value: 'Name: value', many: true, about: 'A header; may be given several times.' },
    { name: 'listener', value: 'id', about: 'Listener the request comes in by; the first when absent.' },
    runtimeOption,
    jsonOption,
  ],
  examples: [
    'sentinel explain --path /api/users',
    "sentinel explain -X POST --host shop.test --path '/cart?x=1' -H 'X-Beta: 1'",
  ],
  async run(call) {
    const { terminal } = call;
    const loaded = await readConfig(call);
    writeProblems(loaded, terminal);
    if (!loaded.config) return 1;
    const explanation = explainRequest(loaded.config, {
      method: call.text('method') ?? 'GET',
      host: call.text('host') ?? 'localhost',
      target: call.text('path') ?? '/',
      headers: call.texts('header').map(headerOf),
      listener: call.text('listener'),
      runtime: runtimeOf(call),
    });
    if ('problem' in explanation) throw new UsageError(explanation.problem);
    const text = call.flag('json')
      ? JSON.stringify(explanation, null, 2)
      : explanationText(explanation, terminal.paint);
    terminal.out(text);
    return explanation.route === undefined ? 3 : 0;
  },
};

function headerOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new UsageError(`A header is written 'Name: value', not '${line}'.`);
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}
