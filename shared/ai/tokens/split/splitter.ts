/**
 * Tells where the piece of a text that begins at `from` ends. Tokens never reach over the border of two pieces. Written by
 * hand for each encoding: what the published patterns mean, in a time that grows with the text alone.
 */
export type Splitter = (text: string, from: number) => number;
