import { readFileSync } from 'node:fs';
import { configFiles } from '../../node-adapter/config-files.ts';
import { nodeFiles } from '../../node-adapter/files/node-files.ts';
import { nodeGeo } from '../../node-adapter/geo/node-geo.ts';
import type { Files } from '../../shared/config/gather.ts';
import { clock } from '../../shared/fetch/platform.ts';
import type { Platform } from '../../shared/platform/platform.ts';

/**
 * The file system of the machine, for the fetch servers of Deno and Bun: both bring `node:fs`, and read it as the program on
 * sockets does. Nothing of it reaches the Worker. Certificates of listeners are the host's own business.
 */
export const machineFiles: Required<Omit<Files, 'certificates'>> = withoutCertificates(configFiles);

/** What is served and looked up from files. */
export function machinePorts(): Required<Pick<Platform, 'files' | 'geo'>> {
  return { files: nodeFiles(clock), geo: nodeGeo(clock) };
}

/** The text of a file that the configuration names by a path that counts from where the process runs. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function withoutCertificates({ certificates: _, ...files }: Required<Files>): Required<Omit<Files, 'certificates'>> {
  return files;
}
