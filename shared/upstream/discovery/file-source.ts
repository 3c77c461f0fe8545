import type { DiscoveredTarget } from './discovered-target.ts';
import type { WatchedFiles } from './discovery-ports.ts';
import { badAnswer, jsonOf, maxAnswerBytes } from './endpoint.ts';
import { intervalWait } from './interval-wait.ts';
import { type Listed, listedTarget, listedTargets } from './listed-targets.ts';
import type { Source, SourcePlatform } from './source.ts';

/** A file with a target on each line, or with a JSON list of them where its name ends in `.json`. */
export interface FileSourceOptions {
  readonly path: string;
  readonly intervalMs: number;
}

/** Reads a file when it changes, and now and then in case nobody told of it. */
export function fileSource(
  { path, intervalMs }: FileSourceOptions,
  platform: SourcePlatform,
  files: WatchedFiles,
): Source {
  return {
    async look({ tell }) {
      const text = await files.read(path, maxAnswerBytes);
      const listed = path.endsWith('.json') ? listedTargets(jsonOf(text)) : targetLines(text);
      if ('problem' in listed) throw badAnswer(listed.problem);
      tell(listed.targets);
      return intervalWait(intervalMs, platform);
    },
    watch: (onChange) => files.watch(path, onChange),
  };
}

/** Reads lines such as `10.0.0.1:8080 weight=2 zone=a`; `#` begins a comment. */
function targetLines(text: string): Listed {
  const targets: DiscoveredTarget[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [address, ...settings] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (address === '' || address === undefined) continue;
    const target = lineTarget(address, settings);
    if (!target) return { problem: `line ${at + 1} is no target` };
    targets.push(target);
  }
  return { targets };
}

function lineTarget(address: string, settings: readonly string[]): DiscoveredTarget | undefined {
  let weight = 1;
  let zone: string | undefined;
  for (const setting of settings) {
    const [, name, value = ''] = /^(weight|zone)=(\S+)$/.exec(setting) ?? [];
    if (name === undefined) return undefined;
    if (name === 'zone') zone = value;
    else weight = /^\d+$/.test(value) ? Number(value) : -1;
  }
  return listedTarget(address, weight, zone);
}
