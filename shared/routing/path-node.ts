import { type Contender, ContenderList } from './contender-list.ts';

/** A stretch of text that several paths share, what may end here, and how paths go on. */
export class PathNode {
  #label: string;
  /** The lowest rank here and below. */
  readonly first: number;
  /** Takes the path that ends here. */
  exact: ContenderList | undefined = undefined;
  /** Takes the path that ends here, or goes on with `/`. */
  segment: ContenderList | undefined = undefined;
  /** Takes every path that comes by here. */
  passing: ContenderList | undefined = undefined;
  /** By the code of the first character, less `#base`. */
  readonly #children: (PathNode | undefined)[] = [];
  #base = 0;

  constructor(label: string, first: number) {
    this.#label = label;
    this.first = first;
  }

  /** The text between the parent and here. */
  get label(): string {
    return this.#label;
  }

  /** The way on for paths whose next character has this code. */
  child(code: number): PathNode | undefined {
    const at = code - this.#base;
    return at >= 0 && at < this.#children.length ? this.#children[at] : undefined;
  }

  /** The node for this text from `at` on, made if need be. Ranks must come in rising order. */
  grow(text: string, at: number, rank: number): PathNode {
    if (at === text.length) return this;
    const child = this.child(text.charCodeAt(at));
    if (child === undefined) return this.#adopt(new PathNode(text.slice(at), rank));
    const shared = sharedLength(child.#label, text, at);
    if (shared === child.#label.length) return child.grow(text, at + shared, rank);
    const between = this.#adopt(new PathNode(child.#label.slice(0, shared), child.first));
    child.#label = child.#label.slice(shared);
    between.#adopt(child);
    return between.grow(text, at + shared, rank);
  }

  /** Puts a contender into one of the lists. */
  add(where: 'exact' | 'segment' | 'passing', contender: Contender): void {
    const list = this[where];
    if (list === undefined) this[where] = new ContenderList(contender);
    else list.add(contender);
  }

  #adopt(child: PathNode): PathNode {
    const code = child.#label.charCodeAt(0);
    if (this.#children.length === 0) this.#base = code;
    for (; code < this.#base; this.#base -= 1) this.#children.unshift(undefined);
    while (this.#children.length < code - this.#base) this.#children.push(undefined);
    this.#children[code - this.#base] = child;
    return child;
  }
}

function sharedLength(label: string, text: string, at: number): number {
  let length = 0;
  while (length < label.length && label.charCodeAt(length) === text.charCodeAt(at + length)) length += 1;
  return length;
}
