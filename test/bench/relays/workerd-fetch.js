/** The barest relay of workerd's `fetch`: the baseline on workerd. */
export default {
  fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    return fetch(`http://127.0.0.1:${env.UPSTREAM_PORT}${pathname}${search}`, request);
  },
};
