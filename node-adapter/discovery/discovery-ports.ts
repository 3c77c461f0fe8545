import type { DiscoveryPorts } from '../../shared/upstream/discovery/discovery-ports.ts';
import { nameRecords } from './name-records.ts';
import { watchedFiles } from './watched-files.ts';

/** What this system can tell sources of targets. */
export const discoveryPorts: DiscoveryPorts = {
  names: nameRecords,
  files: watchedFiles,
  variable: (name) => process.env[name],
};
