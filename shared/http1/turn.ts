import type { Downstream, Pending } from '../engine/downstream.ts';
import type { Sendable } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { BodySink } from '../http/body.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';
import type { HeaderList } from '../http/header-list.ts';
import { writeChunk, writeLastChunk } from './chunked-writer.ts';
import { discardBody } from './discarding-sink.ts';
import { informationHead, type ReplyFraming } from './reply-head.ts';
import { finalHead, replyFraming } from './reply-plan.ts';
import { prepareSwitch, type Switch } from './switch-protocols.ts';
import type { TurnOwner } from './turn-owner.ts';

/** One request on a connection and the sending of its reply. */
export class Turn implements Downstream, BodySink {
  pending: Pending | undefined = undefined;
  readonly #owner: TurnOwner;
  readonly #head: RequestHead;
  #reply: Sendable | undefined = undefined;
  #state: TurnState = 'waiting';
  #left: Fault | undefined = undefined;
  #framing: ReplyFraming = 'none';
  #persists = false;
  #isStarting = false;
  #isStalled = false;
  /** Whether an informational answer was not taken at once. */
  #isDeaf = false;
  #sent = 0;

  constructor(owner: TurnOwner, head: RequestHead) {
    this.#owner = owner;
    this.#head = head;
  }

  get listener(): string {
    return this.#owner.listener;
  }

  get peerAddress(): string {
    return this.#owner.socket.remoteAddress;
  }

  get peerPort(): number {
    return this.#owner.socket.remotePort;
  }

  get localPort(): number {
    return this.#owner.socket.localPort;
  }

  get secure(): boolean {
    return this.#owner.socket.secure;
  }

  /** Whether informational answers may still be sent: the reply has not begun, and the client knows of them. */
  get mayInform(): boolean {
    return this.#state === 'waiting' && this.#left === undefined && this.#head.version !== '1.0';
  }

  /** Whether a body without a known end is being sent, whose next bytes may be a long time coming. */
  get isStreaming(): boolean {
    return this.#state === 'sending' && this.#framing !== 'length';
  }

  background(work: Promise<unknown>): void {
    // A process lives on by itself; what fails here has nobody left to be told.
    work.catch(ignore);
  }

  inform(head: ResponseHead): void {
    const isHops = head.status <= 101 || head.status > 199;
    // Such heads are only hints: for a client that does not take them they must not pile up.
    if (!this.mayInform || isHops || this.#isDeaf) return;
    this.#isDeaf = !this.#owner.socket.writeText(informationHead(head));
  }

  /** Sends the reply, or lets go of it when the client is gone. Called once. */
  reply(reply: Sendable): void {
    this.#reply = reply;
    if (this.#left !== undefined) this.#drop(reply, this.#left);
    else if (reply.tunnel !== undefined) this.#switch(reply);
    else this.#send(reply);
  }

  /** The client is gone. */
  leave(fault: Fault): void {
    if (this.#left !== undefined || this.#state === 'over') return;
    this.#left = fault;
    if (this.#reply === undefined) this.pending?.abort(fault);
    else this.#drop(this.#reply, fault);
  }

  /** The client has taken what was written. */
  onDrain(): void {
    if (!this.#isStalled) return;
    this.#stall(false);
    if (this.#state === 'sending') this.#reply?.body?.resume();
    else this.#settle();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#state !== 'sending') return false;
    if (chunk.length === 0) return !this.#isStalled;
    if (this.#framing === 'length' && this.#sent + chunk.length > this.#declared) return this.#overflow();
    this.#sent += chunk.length;
    const { socket } = this.#owner;
    const goesOn = this.#framing === 'chunked' ? writeChunk(socket, chunk) : socket.write(chunk);
    if (!goesOn) this.#stall(true);
    return goesOn;
  }

  end(trailers?: HeaderList): void {
    if (this.#state !== 'sending') return;
    if (this.#framing === 'length' && this.#sent !== this.#declared) {
      this.fail(new Fault('upstream_body_broken', { detail: 'shorter than its content-length' }));
      return;
    }
    try {
      if (this.#framing === 'chunked' && !writeLastChunk(this.#owner.socket, trailers)) this.#stall(true);
    } catch (error) {
      this.fail(Fault.from(error));
      return;
    }
    this.#written();
  }

  /** The body broke off: never a clean end for the client, who could take what came for the whole. */
  fail(fault: Fault): void {
    if (this.#state !== 'sending') return;
    this.#finish(fault);
    this.#owner.onBroken();
  }

  get #declared(): number {
    return this.#reply?.body?.length ?? 0;
  }

  #overflow(): false {
    const fault = new Fault('upstream_body_broken', { detail: 'longer than its content-length' });
    this.#reply?.body?.cancel(fault);
    this.fail(fault);
    return false;
  }

  #send(reply: Sendable): void {
    const owner = this.#owner;
    const framing = replyFraming(reply, this.#head);
    this.#framing = framing;
    this.#persists = framing !== 'close' && owner.mayPersist();
    const isOld = this.#head.version === '1.0';
    let text: string;
    try {
      text = finalHead(reply, { framing, persists: this.#persists, isOld, date: owner.date() });
    } catch (error) {
      this.#giveUp(reply, Fault.from(error));
      return;
    }
    this.#start(reply, text);
  }

  #start({ body }: Sendable, text: string): void {
    const { socket } = this.#owner;
    this.#state = 'sending';
    this.#isStarting = true;
    socket.cork();
    if (!socket.writeText(text)) this.#stall(true);
    if (body !== null && this.#framing !== 'none') body.start(this);
    else {
      if (body !== null) discardBody(body);
      this.#written();
    }
    socket.uncork();
    this.#isStarting = false;
    this.#settle();
  }

  /** The last byte is with the socket; once the socket is rid of it, the reply is complete. */
  #written(): void {
    this.#state = 'written';
    this.#settle();
  }

  #settle(): void {
    if (this.#state === 'written' && !this.#isStarting && !this.#isStalled) this.#complete();
  }

  /** Joins the client to the upstream, both now in another protocol. */
  #switch(reply: Sendable): void {
    let made: Switch;
    try {
      made = prepareSwitch(reply, this.#owner.date());
    } catch (error) {
      this.#giveUp(reply, Fault.from(error));
      return;
    }
    this.#state = 'tunnel';
    this.#owner.onSwitch(made, (sent, received, fault) => {
      this.#state = 'over';
      reply.finished({ bytesSent: sent, bytesReceived: received, fault });
    });
  }

  /** A reply that cannot be written as HTTP: the client gets a bare 500 in its place. */
  #giveUp(reply: Sendable, fault: Fault): void {
    this.#persists = false;
    this.#owner.socket.writeText(bareError);
    this.#drop(reply, fault);
    this.#owner.onReplied(false);
  }

  #drop(reply: Sendable, fault: Fault): void {
    reply.body?.cancel(fault);
    reply.tunnel?.cancel(fault);
    this.#finish(fault);
  }

  #stall(isStalled: boolean): void {
    if (this.#isStalled === isStalled) return;
    this.#isStalled = isStalled;
    this.#owner.onStalled(isStalled);
  }

  #complete(): void {
    this.#finish(undefined);
    this.#owner.onReplied(this.#persists);
  }

  #finish(fault: Fault | undefined): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#reply?.finished({ bytesSent: this.#sent, bytesReceived: this.#owner.bytesReceived, fault });
  }
}

/** `written`: the last byte is with the socket, which may not have taken it yet. */
type TurnState = 'waiting' | 'sending' | 'written' | 'tunnel' | 'over';

const bareError = 'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

function ignore(): void {}
