import type { RuntimeName } from '../platform/platform.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkFolders } from './check-folders.ts';
import { checkGeoDatabases } from './check-geo-databases.ts';
import { check } from './checks/check.ts';
import { type Config, configuration } from './config.ts';
import { readDocumentFiles } from './document-files.ts';
import type { BlockShape } from './fields/shape.ts';
import { sortProblems } from './format-problem.ts';
import { type Entry, type Files, gather } from './gather.ts';
import { mergeParts } from './merge-parts.ts';
import { normalise } from './normalise.ts';
import { checkPemFiles } from './pem-files.ts';
import { type Problem, Problems } from './problem.ts';
import { readSecretFiles } from './secret-files.ts';
import type { Environment } from './source/environment.ts';
import type { Mapping } from './source/tree.ts';
import { refuseLater } from './this-build.ts';
import { refuseWithoutSockets } from './this-host.ts';
import { refuseMissing } from './this-runtime.ts';
import { validate } from './validate.ts';

/** What loading needs from outside. */
export interface LoadOptions extends Files {
  readonly entry: Entry;
  readonly env?: Environment;
  /** The runtime it is for; what that cannot do is refused. Not given: whatever any runtime can do is let through. */
  readonly runtime?: RuntimeName;
  /** The program around it takes the connections: no listener need be there. Always so on workerd. */
  readonly hostListens?: boolean;
}

/** A configuration, if there is no error in it, and everything that is to be said of it. */
export interface Loaded {
  readonly config: Config | undefined;
  readonly problems: readonly Problem[];
  /** Files and settings as they were written, with places. */
  readonly tree: Mapping;
}

/** Reads, checks and completes a configuration. All problems of all files are reported at once. */
export async function loadConfig(options: LoadOptions): Promise<Loaded> {
  const { entry, env = {}, runtime, hostListens = runtime === 'workerd', ...files } = options;
  const problems = new Problems();
  const { trees, isWhole } = await gather(entry, files, root, problems);
  const normal = trees.map((part) => normalise(part, root, { problems, environment: env }));
  const merged = mergeParts(normal, root, typeof entry === 'string' ? entry : entry.name, problems);
  const filled = await readSecretFiles(merged, root, files, problems);
  const complete = await readDocumentFiles(filled, root, files, problems);
  const tree = await checkPemFiles(complete, root, files, problems);
  refuseLater(tree, root, problems);
  if (runtime) refuseMissing(tree, root, runtime, problems);
  if (runtime && hostListens) refuseWithoutSockets(tree, root, { ...files, runtime }, problems);
  const validated = validate(tree, problems);
  const { config } = validated;
  if (config && isWhole) {
    const parts = { ...validated, config, runtime, hostListens, problems };
    check(parts);
    await checkCertificates(parts, files);
    checkFolders(parts, files);
    checkGeoDatabases(parts, files);
  }
  return {
    config: problems.hasErrors ? undefined : config,
    problems: sortProblems(problems.list),
    tree,
  };
}

const root = configuration.shape as BlockShape;
