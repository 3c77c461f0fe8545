/** The field that tells the other upstream that it gets a copy, for whose answer nobody waits. */
export const shadowMark = 'x-shadow-request';
