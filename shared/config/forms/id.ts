import type { TextForm } from '../fields/text.ts';

/** The name of a listener, route, upstream, filter, agent, namespace or service. */
export const id: TextForm = {
  name: 'a name of letters, digits, "-", "_" and "."',
  accepts: (text) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text),
};

/** A reference: a name, or `namespace:name`, or `namespace:service:name`. */
export const reference: TextForm = {
  name: 'a name, or "namespace:name"',
  accepts: (text) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*){0,2}$/.test(text),
};
