import type { Admission, Meter, Sending, Spent } from '../../../shared/ai/limits/meter.ts';
import type { Estimate } from '../../../shared/ai/tokens/estimator.ts';
import type { Fault } from '../../../shared/errors/fault.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';

/** A meter that keeps what it was told, and refuses what it is told to. */
export class FakeMeter implements Meter {
  readonly reserved: Estimate[] = [];
  readonly settled: Spent[] = [];
  /** Admissions settled more than once. */
  doubled = 0;
  refuses: Fault | undefined;

  /** Admissions that nobody has settled. */
  get open(): number {
    return this.reserved.length - this.settled.length;
  }

  /** All that was settled. */
  get total(): { readonly input: number; readonly output: number } {
    const sum = { input: 0, output: 0 };
    for (const { usage } of this.settled) {
      sum.input += usage?.input ?? 0;
      sum.output += usage?.output ?? 0;
    }
    return sum;
  }

  admit(_exchange: unknown, _request: unknown, estimate: Estimate, sending?: Sending): Admission {
    if (this.refuses && sending?.budgets !== 'counted') throw this.refuses;
    this.reserved.push(estimate);
    let isSettled = false;
    return {
      tell: (headers: HeaderList) => headers.set('x-told', String(this.settled.length)),
      settle: (spent: Spent) => {
        if (isSettled) this.doubled += 1;
        else this.settled.push(spent);
        isSettled = true;
      },
    };
  }
}
