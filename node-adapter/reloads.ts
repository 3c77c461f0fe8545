import type { ConfigSource } from './config-source.ts';
import { messageOf } from './message-of.ts';
import type { RunningSentinel } from './running-sentinel.ts';

/**
 * Has a Sentinel at work read its configuration again: one reading at a time, and what asks for one meanwhile gets
 * another right after. What is asked for before Sentinel is at work is done as soon as it is.
 */
export class Reloads {
  readonly #source: ConfigSource;
  #running: RunningSentinel | undefined = undefined;
  #isWanted = false;
  #isReading = false;

  constructor(source: ConfigSource) {
    this.#source = source;
  }

  /** Asks for a reading. */
  readonly ask = (): void => {
    this.#isWanted = true;
    if (this.#running !== undefined && !this.#isReading) void this.#read(this.#running);
  };

  /** From here on, readings take effect on `running`. */
  serve(running: RunningSentinel): void {
    this.#running = running;
    if (this.#isWanted) void this.#read(running);
  }

  /** Watches the files of the configuration, where it asks for that. */
  watch(isAsked: boolean): void {
    if (isAsked) this.#source.watch(this.ask);
    else this.#source.unwatch();
  }

  async #read(running: RunningSentinel): Promise<void> {
    this.#isReading = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      running.reopenLogs();
      await this.#replace(running);
      this.watch(running.config.system.autoReload);
    }
    this.#isReading = false;
  }

  async #replace(running: RunningSentinel): Promise<void> {
    try {
      await running.replace(await this.#source.load());
      running.log.say('info', 'configuration reloaded', { file: this.#source.path });
    } catch (error) {
      running.noteRefusedConfig();
      running.log.say('error', 'configuration not reloaded; the one before stays in force', {
        reason: messageOf(error),
      });
    }
  }
}
