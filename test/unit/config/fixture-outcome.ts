import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { writeJson } from '../../../shared/config/write-json.ts';
import type { RuntimeName } from '../../../shared/platform/platform.ts';

const env = { SET: 'value', PORT: '8080', NUMBER: '7', FLAG: 'true' };

/**
 * What loading a fixture comes to: its problems, a line each, or the settings as they were understood.
 * The name says the rest: `topic.kdl.txt`, `topic.json.txt`, `topic.workerd.kdl.txt`.
 */
export async function outcome(fixture: string, text: string): Promise<string> {
  const [format = 'kdl', runtime] = fixture.split('.').slice(1, -1).reverse();
  const entry = { name: `sentinel.${format}`, text };
  const options = runtime === undefined ? {} : { runtime: runtime as RuntimeName };
  const { problems, tree } = await loadConfig({ entry, env, ...options });
  if (problems.length === 0) return writeJson(tree);
  return `${problems.map(formatProblem).join('\n')}\n`;
}
