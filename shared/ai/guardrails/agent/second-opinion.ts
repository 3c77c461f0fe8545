import type { Exchange } from '../../../engine/exchange.ts';
import { Fault } from '../../../errors/fault.ts';
import type { Finding, Report } from '../finding.ts';
import type { GuardAgent, Question } from './guard-agent.ts';
import type { Inspection } from './inspection.ts';

/** How a guard asks an agent. */
export interface OpinionOptions {
  readonly guard: string;
  readonly agent: GuardAgent;
  readonly type: Question['type'];
  readonly categories: readonly string[];
  readonly timeoutMs: number;
  readonly failureMode: 'open' | 'closed';
  readonly report: Report;
}

/** The circumstances of a text. */
export interface Circumstances {
  readonly exchange: Exchange;
  readonly where: Finding['where'];
  readonly model: string | undefined;
}

/**
 * Asks an agent in the way the guard's configuration says. Answers `undefined` when the agent failed and the failure mode
 * is `open`; with `closed` the fault is thrown. Either way the failure is reported.
 */
export class SecondOpinion {
  readonly #options: OpinionOptions;

  constructor(options: OpinionOptions) {
    this.#options = options;
  }

  async of(content: string, { exchange, where, model }: Circumstances): Promise<Inspection | undefined> {
    const { guard, agent, type, categories, timeoutMs, failureMode, report } = this.#options;
    const routeId = exchange.routing?.route.id ?? '';
    try {
      return await agent.inspect({
        type,
        content,
        correlationId: exchange.trace.id,
        model,
        categories,
        routeId,
        timeoutMs,
      });
    } catch (error) {
      const fault = Fault.from(error);
      const action = failureMode === 'open' ? 'pass' : 'block';
      report({ exchange, guard, where, action, categories: new Map(), failure: fault.detail ?? fault.code });
      if (failureMode === 'closed') throw fault;
      return undefined;
    }
  }
}
