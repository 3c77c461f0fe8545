/** What clients make of a failure. */
export interface Failure {
  /** The class of the error. */
  readonly kind: string;
  readonly status: unknown;
  readonly code: unknown;
  readonly message: string;
}

/** How a deed fails, as far as a client's code may look at it. Rejects when it does not. */
export async function failureOf(deed: () => Promise<unknown>): Promise<Failure> {
  let error: unknown;
  try {
    await deed();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof Error)) throw new Error('it does not fail');
  const { status, code } = error as { readonly status?: unknown; readonly code?: unknown };
  return { kind: error.constructor.name, status, code, message: error.message };
}
