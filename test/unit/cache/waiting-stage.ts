import type { Downstream } from '../../../shared/engine/downstream.ts';
import type { Stage } from '../../liveness/stage.ts';
import type { FakeCall } from '../../support/fake-transport.ts';
import { settled } from '../http/recording-sink.ts';
import { cachingStage, type Scenery } from './play.ts';

/** A stage whose origin answers when the test says so, and which shows the clients that asked. */
export type WaitingStage = Stage & { readonly waiting: FakeCall[]; readonly clients: Downstream[] };

/** Sets up such a stage. */
export async function waitingStage(scenery?: Scenery): Promise<WaitingStage> {
  const stage = await cachingStage(scenery);
  const waiting: FakeCall[] = [];
  const clients: Downstream[] = [];
  stage.origin = (call) => waiting.push(call);
  const handle = stage.engine.handle.bind(stage.engine);
  stage.engine.handle = (head, body, client) => {
    clients.push(client);
    return handle(head, body, client);
  };
  return Object.assign(stage, { waiting, clients });
}

/** Lets everything go on that waits for nothing outside. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 4; i += 1) await settled();
}
