import { setInterval } from 'node:timers';

/** Loaded before a program of which only what it holds is to be measured. */
const { gc } = globalThis as { gc?: () => void };
setInterval(() => gc?.(), 400).unref();
