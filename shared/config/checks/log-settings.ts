import type { Check, Look } from './look.ts';

/** What is said of a log has an effect where it is written. */
export const logSettings: Check = (look) => {
  combinedFields(look);
  rotations(look);
};

/** Lines in the combined format are the same everywhere, so that programs can read them. */
function combinedFields(look: Look): void {
  const { accessLog } = look.config.observability.logging;
  if (accessLog?.format !== 'combined') return;
  const isCut = Object.values(accessLog.fields).some((shown) => !shown);
  if (isCut) look.error([...logging, 'access-log', 'fields'], `"fields" has no effect on the combined format`, hint);
  if (accessLog.includeTraceId) return;
  const here = [...logging, 'access-log', 'include-trace-id'];
  look.error(here, `"include-trace-id" has no effect on the combined format`, hint);
}

function rotations(look: Look): void {
  const { accessLog, errorLog, auditLog } = look.config.observability.logging;
  const byFile = new Map<string, string>();
  for (const [key, log] of Object.entries({ 'access-log': accessLog, 'error-log': errorLog, 'audit-log': auditLog })) {
    if (log?.rotate === undefined) continue;
    const { file, rotate } = log;
    const path = [...logging, key, 'rotate'];
    if (file === 'stdout' || file === 'stderr') look.error(path, `"rotate" has no effect on ${file}`);
    const rule = JSON.stringify(rotate);
    if ((byFile.get(file) ?? rule) !== rule) look.error(path, `another log in ${file} is rotated otherwise`);
    byFile.set(file, rule);
  }
}

const logging = ['observability', 'logging'];
const hint = 'write format "json", or leave it out';
