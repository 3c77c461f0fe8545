import type { Check, Look, Path } from './look.ts';

/** A name means one thing; an address is listened on once. */
export const uniqueNames: Check = (look) => {
  for (const { path, section } of look.scopes) {
    for (const kind of ['listeners', 'routes', 'upstreams', 'filters', 'agents'] as const) {
      once(
        look,
        [...path, kind],
        section[kind].map(({ id }) => id),
      );
    }
  }
  once(
    look,
    ['namespaces'],
    look.config.namespaces.map(({ id }) => id),
  );
  look.config.namespaces.forEach(({ services }, index) => {
    once(
      look,
      ['namespaces', index, 'services'],
      services.map(({ id }) => id),
    );
  });
  uniqueAddresses(look);
  uniquePages(look);
};

function once(look: Look, list: Path, names: readonly string[]): void {
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return;
    look.error([...list, index, 'id'], `"${name}" is there twice, first at ${look.whereIs([...list, first, 'id'])}`);
  });
}

function uniqueAddresses(look: Look): void {
  const seen = new Map<string, Path>();
  for (const { path, section } of look.scopes) {
    section.listeners.forEach(({ address }, index) => {
      const here = [...path, 'listeners', index, 'address'];
      const first = seen.get(address);
      const isAny = /:0$/.test(address);
      if (first && !isAny) look.error(here, `"${address}" is listened on twice, first at ${look.whereIs(first)}`);
      else seen.set(address, here);
    });
  }
}

function uniquePages(look: Look): void {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ errorPages }, index) => {
      const statuses = errorPages?.pages.map(({ status }) => status) ?? [];
      statuses.forEach((status, at) => {
        if (statuses.indexOf(status) === at) return;
        look.error([...path, 'routes', index, 'error-pages', 'pages', at], `status ${status} has two pages`);
      });
    });
  }
}
