/**
 * Milliseconds of silence after which the system asks whether the other side of a connection is there: one whose machine
 * is gone tells nobody, and a tunnel may be silent for long. Systems left to themselves ask after two hours.
 */
export const keepAliveDelayMs = 60_000;
