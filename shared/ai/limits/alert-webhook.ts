import { Fault } from '../../errors/fault.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import { HeaderList } from '../../http/header-list.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Address } from '../../platform/transport.ts';
import { ask, type Question } from '../../upstream/health/ask.ts';
import { Stopping } from '../../upstream/health/probe.ts';
import { decimalOf } from '../money/micro-units.ts';
import type { AlertSink, BudgetAlert } from './budget-alerts.ts';

/** Where alerts are posted. */
export interface WebhookSettings {
  /** `http` or `https`; checked when the configuration was. */
  readonly url: string;
  /** Field that shows who sends it, and its value, a secret. */
  readonly header: string;
  readonly secret: string | undefined;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

/** What posting alerts takes. */
export interface WebhookParts {
  readonly platform: Platform;
  /** Hears of alerts that could not be delivered. */
  report(fault: Fault): void;
}

/** Alerts under way or waiting to be tried again; further ones are not posted, and that is reported. */
const mostUnderWay = 100;
/** Waits before the second try and the third. */
const waitsMs = [1000, 5000];
/** Of an answer, nothing but its status matters. */
const maxAnswerBytes = 1024;

/** Makes a sink that posts alerts as JSON, trying up to three times while the other side does not take them. */
export function alertWebhook(settings: WebhookSettings, parts: WebhookParts): AlertSink {
  const make = questionsOf(settings);
  let underWay = 0;
  return async (alert) => {
    if (underWay >= mostUnderWay) return parts.report(undelivered(alert, `${mostUnderWay} others wait already`));
    underWay += 1;
    try {
      const problem = await post(make(alert), parts.platform);
      if (problem !== undefined) parts.report(undelivered(alert, problem));
    } finally {
      underWay -= 1;
    }
  };
}

/** What went wrong in the end; `undefined` when it was taken. */
async function post(question: () => Question, platform: Platform): Promise<string | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const { problem, isFinal } = await postOnce(question(), platform);
    const waitMs = waitsMs[attempt];
    if (problem === undefined || isFinal || waitMs === undefined) return problem;
    await new Promise<void>((resolve) => platform.timers.after(waitMs, resolve));
  }
}

async function postOnce(
  question: Question,
  platform: Platform,
): Promise<{ readonly problem: string | undefined; readonly isFinal: boolean }> {
  try {
    const { status } = await ask(question, platform, new Stopping());
    if (status >= 200 && status < 300) return { problem: undefined, isFinal: true };
    // What is wrong with the request itself stays wrong.
    return { problem: `it answered ${status}`, isFinal: status < 500 && status !== 408 && status !== 429 };
  } catch (error) {
    const { detail, message } = Fault.from(error);
    return { problem: detail ?? message, isFinal: false };
  }
}

/** What is the same in all requests is made once. A body is sent once, so every try has its own. */
function questionsOf({ url, header, secret, timeoutMs }: WebhookSettings): (alert: BudgetAlert) => () => Question {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  const isSecure = protocol === 'https:';
  const address: Address = {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    tls: isSecure ? trusting : undefined,
    pool: { maxConnections: 4, maxIdle: 1, idleTimeoutMs: 30_000, maxLifetimeMs: undefined },
  };
  const fields = {
    'content-type': 'application/json',
    ...(secret !== undefined && { [header.toLowerCase()]: secret }),
  };
  return (alert) => {
    const text = JSON.stringify(shownAlert(alert));
    return () => ({
      ...{
        address,
        method: 'POST',
        authority: host,
        path: `${pathname}${search}`,
        timeoutMs,
        maxBytes: maxAnswerBytes,
      },
      ...{ headers: HeaderList.of(fields), body: new BytesBody(text) },
    });
  };
}

const trusting = { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined };

/** An alert as programs read it: times as text, money as decimals. */
export function shownAlert({ routeId, budget, tenant, threshold, used, limit, unit, endsAt }: BudgetAlert) {
  const amount = (value: number): number | string => (unit === 'tokens' ? value : decimalOf(value));
  return {
    ...{ type: 'budget_alert', route_id: routeId, budget, tenant, threshold },
    ...{ used: amount(used), limit: amount(limit), unit },
    period_end: endsAt === undefined ? undefined : new Date(endsAt).toISOString(),
  };
}

function undelivered({ budget, threshold }: BudgetAlert, problem: string): Fault {
  return new Fault('internal', { detail: `the alert of ${budget} at ${threshold} could not be posted: ${problem}` });
}
