/** Settings whose effect a test shows, by their path in the schema, with the file of that test. */
export const shown: Readonly<Record<string, string>> = {};

/** Settings whose effect no test shows yet. They move up as their tests are written; nothing new is added here. */
export const awaited: readonly string[] = [];
