import {
  type FolderPolicy,
  type Found,
  isHidden,
  type ListedName,
  type ServedFolder,
} from '../../../shared/platform/file-source.ts';

/** What a policy lets be seen of a folder. A Worker's stores know no links, so only names can hide something. */
export class VisibleFolder implements ServedFolder {
  readonly #folder: ServedFolder;
  readonly #policy: FolderPolicy;

  constructor(folder: ServedFolder, policy: FolderPolicy) {
    this.#folder = folder;
    this.#policy = policy;
  }

  find(names: readonly string[]): Found | undefined | Promise<Found | undefined> {
    return isHidden(names, this.#policy) ? undefined : this.#folder.find(names);
  }

  async list(names: readonly string[], limit: number): Promise<readonly ListedName[]> {
    const listed = await this.#folder.list(names, limit);
    return listed.filter(({ name }) => !isHidden([...names, name], this.#policy));
  }
}
