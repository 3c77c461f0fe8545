import { compileRegex } from '../../routing/safe-regex.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type HealthCheck = NonNullable<Section['upstreams'][number]['healthCheck']>;

/** What health checks look for can be looked for. */
export const healthChecks: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.upstreams.forEach(({ healthCheck }, index) => {
      if (healthCheck) oneCheck(look, healthCheck, [...path, 'upstreams', index, 'health-check']);
    });
  }
};

function oneCheck(look: Look, settings: HealthCheck, path: Path): void {
  if (settings.type === 'http') bodyOf(look, settings, path);
  if (settings.type === 'inference') readinessOf(look, settings, path);
  if (settings.type === 'http' || settings.type === 'inference') headersOf(look, settings.headers, path);
}

function bodyOf(look: Look, settings: Extract<HealthCheck, { type: 'http' }>, path: Path): void {
  const { expectedBodyRegex, expectedBody, method } = settings;
  const key = expectedBodyRegex === undefined ? 'expected-body' : 'expected-body-regex';
  if (expectedBodyRegex !== undefined) {
    const compiled = compileRegex(expectedBodyRegex);
    if ('problem' in compiled) look.error([...path, key], compiled.problem);
  }
  const looksAtBody = expectedBody !== undefined || expectedBodyRegex !== undefined;
  if (looksAtBody && method === 'HEAD')
    look.error([...path, key], `"${key}" has no effect: an answer to HEAD has no body`);
}

function readinessOf(look: Look, settings: Extract<HealthCheck, { type: 'inference' }>, path: Path): void {
  const { readiness, expectedModels } = settings;
  const { queueDepth, modelStatus } = readiness ?? {};
  const depth = [...path, 'readiness', 'queue-depth'];
  if (queueDepth && (queueDepth.header === undefined) === (queueDepth.bodyField === undefined))
    look.error(depth, '"queue-depth" needs "header" or "body-field", and not both');
  if (queueDepth && queueDepth.degradedThreshold > queueDepth.unhealthyThreshold)
    look.error([...depth, 'degraded-threshold'], '"degraded-threshold" has no effect above "unhealthy-threshold"');
  if (modelStatus && modelStatus.models.length === 0 && expectedModels.length === 0)
    look.error([...path, 'readiness', 'model-status'], '"model-status" needs "models", or "expected-models" beside it');
}

function headersOf(look: Look, headers: readonly (readonly [string, string])[], path: Path): void {
  for (const [name, value] of headers) {
    const isSendable = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
    if (!isSendable) look.error([...path, 'headers'], `"${name}" cannot be sent as a header field`);
    if (ours.has(name.toLowerCase())) look.error([...path, 'headers'], `"${name}" is written by Sentinel itself`);
  }
}

/** Fields that say where a message ends and whom it is for. */
const ours: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'te',
  'upgrade',
]);
