import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { cidr } from '../forms/cidr.ts';

/** Settings of the process as a whole. */
export const system = block(
  'Settings of the process as a whole.',
  {
    'worker-threads': whole(
      'Processes that serve requests; 0 is one for each processor. Connections, requests under way and health count per process.',
      {
        default: 1,
        max: 1024,
        aliases: ['workers'],
        needs: 'worker-threads',
      },
    ),
    'max-connections': whole('Connections that clients may have open at once, over all listeners.', {
      default: 10_000,
      min: 1,
      needs: 'connection-limits',
    }),
    'graceful-shutdown-timeout-secs': seconds('How long requests under way may take to finish at shutdown.', {
      default: 30,
      minMs: 0,
      needs: 'process-control',
    }),
    daemon: flag('Runs in the background.', { default: false, needs: 'process-control' }),
    'pid-file': text('File that the process id is written to.', { needs: 'process-control' }),
    user: text('User to become once the listeners are open.', { needs: 'process-control' }),
    group: text('Group to become once the listeners are open.', { needs: 'process-control' }),
    'working-directory': text('Directory to change to at start.', { needs: 'process-control' }),
    'state-directory': text('Directory of what a restart must not forget, such as budgets; made where it is missing.', {
      default: 'sentinel-state',
      needs: 'files',
    }),
    'trace-id-format': choice('Form of the correlation ids that Sentinel makes.', ['tinyflake', 'uuid'], {
      default: 'tinyflake',
      spellings: { uuid: ['uuid4', 'uuidv4', 'uuid-v4'] },
    }),
    'auto-reload': flag('Loads the configuration again when one of its files changes.', {
      default: false,
      needs: 'file-watch',
    }),
    'route-cache-size': whole('Route decisions to remember.', {
      needless: 'routes are found without remembering any',
    }),
    'admin-token': secret('Token that the builtin pages about the inside ask for.'),
    'trusted-proxies': texts('Peers whose forwarding headers are believed, as addresses or ranges.', {
      default: [],
      form: cidr,
      commas: true,
    }),
    'cookie-secret': secret('Key that sticky cookies are signed with; random for each process when absent.', {
      aliases: ['sticky-secret'],
    }),
  },
  { default: {}, aliases: ['server'] },
);
