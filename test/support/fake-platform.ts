import { nodeFiles } from '../../node-adapter/files/node-files.ts';
import { nodeGeo } from '../../node-adapter/geo/node-geo.ts';
import { nodeCompression } from '../../node-adapter/node-compression.ts';
import type { GeoDatabase, GeoSource } from '../../shared/platform/geo.ts';
import type { LogStream } from '../../shared/platform/log-sink.ts';
import type { Platform } from '../../shared/platform/platform.ts';
import { FakeTime } from './fake-time.ts';
import { FakeTransport } from './fake-transport.ts';
import { SeededRandom } from './seeded-random.ts';

/** A whole platform under the test's control. */
export class FakePlatform implements Platform {
  readonly runtime = 'node';
  readonly time = new FakeTime();
  readonly clock = this.time;
  readonly timers = this.time;
  readonly random = new SeededRandom(1);
  readonly transport = new FakeTransport();
  readonly compression = nodeCompression;
  readonly files = nodeFiles(this.time);
  /** Databases of countries cannot be asked. */
  geoFails = false;
  readonly geo: GeoSource = {
    open: (path, onProblem) => this.#failing(this.#databases.open(path, onProblem)),
  };
  readonly #databases = nodeGeo(this.time);
  readonly lines: { readonly stream: LogStream; readonly line: string }[] = [];
  readonly log = {
    write: (stream: LogStream, line: string): void => {
      this.lines.push({ stream, line });
    },
  };

  #failing(database: GeoDatabase): GeoDatabase {
    return {
      edition: 1,
      country: (address) => {
        if (this.geoFails) throw new Error('damaged');
        return database.country(address);
      },
    };
  }
}
