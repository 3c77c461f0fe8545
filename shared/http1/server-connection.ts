import type { Sendable } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { RequestHead } from '../http/head.ts';
import type { Socket, SocketHandler } from '../platform/socket.ts';
import { ConnectionWaits, type Wait } from './connection-waits.ts';
import { dropSocket, LingeringClose } from './lingering-close.ts';
import { nextWait } from './next-wait.ts';
import type { RequestBody } from './request-body.ts';
import { type IntakeOwner, RequestIntake } from './request-intake.ts';
import type { RequestLine } from './request-line.ts';
import type { ParsedRequest } from './request-parser.ts';
import type { ServerContext } from './server-context.ts';
import type { SocketTunnel, TunnelClosed } from './socket-tunnel.ts';
import { type Switch, tunnelWaits } from './switch-protocols.ts';
import { Turn } from './turn.ts';
import type { TurnOwner } from './turn-owner.ts';
import { unreadHead } from './unread-head.ts';

/** One client's connection: reads a request, has it answered, sends the reply, and again, until one side has enough. */
export class ServerConnection implements SocketHandler, IntakeOwner, TurnOwner {
  readonly socket: Socket;
  readonly listener: string;
  readonly #context: ServerContext;
  readonly #intake: RequestIntake;
  readonly #waits: ConnectionWaits;
  #phase: 'open' | 'closing' | 'tunnel' | 'gone' = 'open';
  #request: ParsedRequest | undefined = undefined;
  #turn: Turn | undefined = undefined;
  #tunnel: SocketTunnel | undefined = undefined;
  #requests = 0;
  #hasEnded = false;
  #isEndTaken = false;
  #hasAsked = false;

  constructor(socket: Socket, context: ServerContext) {
    this.socket = socket;
    this.listener = context.options.listener;
    this.#context = context;
    this.#intake = new RequestIntake(this, socket, context.options);
    this.#waits = new ConnectionWaits(context, (wait) => this.#onDue(wait));
    this.#waits.await('first', 0);
    socket.handler = this;
  }

  /** Lets the request under way be answered, then closes; closes at once when there is none. */
  drain(): void {
    if (this.#phase === 'open' && !this.#intake.isBusy && !this.#intake.isWithinHead) this.#close();
  }

  /** Breaks the connection off, as the server has no more time. What is cut must not look whole to the client. */
  destroy(): void {
    const fault = new Fault('shutting_down', { detail: 'drain' });
    this.#tunnel?.cancel(fault);
    if (this.#phase === 'open') this.#breakOff(fault);
    else dropSocket(this.socket);
  }

  onData(bytes: Uint8Array): void {
    this.#intake.push(bytes);
  }

  onDrain(): void {
    this.#turn?.onDrain();
  }

  onEnd(): void {
    this.#hasEnded = true;
    this.onProgress();
  }

  onClose(error?: Error): void {
    this.#gone(left(error?.message ?? 'closed'));
  }

  onRequest(request: ParsedRequest, body: RequestBody | null): void {
    this.#requests += 1;
    this.#request = request;
    this.#waits.beginRequest();
    const turn = new Turn(this, request.head);
    this.#turn = turn;
    try {
      this.#context.handler.serve(request.head, body, turn, this.#onReply);
    } catch (error) {
      this.#answer(turn, Fault.from(error), request.head);
    }
  }

  onUnreadable(fault: Fault, line: RequestLine | undefined): void {
    this.#refuse(fault, unreadHead(line, this.socket.secure ? 'https' : 'http'));
  }

  onBodyStarted(): void {
    const isAwaited = this.#request?.expectsContinue === true && this.#intake.body?.received === 0;
    if (isAwaited && !this.#intake.hasUnread && this.#turn?.mayInform) this.socket.writeText(continueHead);
  }

  onProgress(): void {
    if (this.#phase !== 'open') return;
    const { body, isBusy, hasUnread } = this.#intake;
    const isTooLong = !isBusy && body !== null && !body.isDone && !body.isReady;
    if (isTooLong) this.#close();
    else if (this.#hasEnded && !hasUnread) this.#takeEnd();
    if (this.#phase === 'open') this.#waits.await(this.#wait(), this.bytesReceived);
  }

  get bytesReceived(): number {
    return this.#intake.body?.received ?? 0;
  }

  mayPersist(): boolean {
    const request = this.#request;
    const { isDraining, options } = this.#context;
    if (request === undefined || !request.persists || isDraining || this.#phase !== 'open') return false;
    if (this.#requests >= options.maxRequestsPerConnection) return false;
    if (this.#hasEnded && !this.#intake.hasUnread) return false;
    return this.#intake.mayGoOn(request.expectsContinue);
  }

  date(): string {
    return this.#context.dateField.at(this.#context.clock.now());
  }

  onStalled(isStalled: boolean): void {
    this.#waits.awaitDrain(isStalled);
  }

  onReplied(persists: boolean): void {
    this.#turn = undefined;
    this.#request = undefined;
    if (this.#phase !== 'open') return;
    if (persists && !this.#intake.isBroken && !this.#context.isDraining) this.#intake.next();
    else this.#close();
  }

  onBroken(): void {
    this.#breakOff(left('reply-broken'));
  }

  onSwitch({ tunnel, text }: Switch, onClosed: TunnelClosed): void {
    const { body } = this.#intake;
    if (body !== null && !body.isDone) {
      const fault = new Fault('internal', { detail: 'switched before the request was whole' });
      tunnel.cancel(fault);
      onClosed(0, body.received, fault);
      this.#breakOff(fault);
      return;
    }
    this.#tunnel = tunnel;
    this.#phase = 'tunnel';
    this.#waits.dispose();
    this.socket.writeText(text);
    const closed: TunnelClosed = (sent, received, fault) => {
      onClosed(sent, received, fault);
      this.#gone(left('tunnel-closed'));
    };
    tunnel.join(this.socket, this.#intake.release(), closed, tunnelWaits(this.#context));
    if (this.#hasEnded) this.socket.handler.onEnd();
  }

  #onReply = (reply: Sendable): void => {
    try {
      this.#turn?.reply(reply);
    } catch (error) {
      // A body or a hook of the reply threw in the middle of it; its fault reaches the log through `finished`.
      this.#breakOff(Fault.from(error));
    }
  };

  /** Answers what is no request; the connection closes after it. */
  #refuse(fault: Fault, head: RequestHead): void {
    this.#request = undefined;
    this.#turn = new Turn(this, head);
    this.#answer(this.#turn, fault, head);
  }

  #answer(turn: Turn, fault: Fault, head: RequestHead): void {
    turn.reply(this.#context.handler.refuse(fault, head, turn));
  }

  #wait(): Wait {
    const isSilent = this.#hasEnded && this.#turn?.mayInform === true;
    return nextWait(this.#intake, this.#requests === 0, isSilent, this.#hasAsked);
  }

  /** The client will send no more, and all it sent is read. */
  #takeEnd(): void {
    const { body, isBusy, isWithinHead } = this.#intake;
    const isNews = !this.#isEndTaken;
    this.#isEndTaken = true;
    if (isWithinHead) this.#cutHead(new Fault('bad_request', { detail: 'premature-end' }));
    else if (!isBusy) this.#close();
    else if (body !== null && !body.isDone) body.abort(new Fault('request_body_broken', { detail: 'premature-end' }));
    else if (isNews && (this.#turn?.isStreaming || this.#context.options.halfClose === 'leave')) {
      this.#breakOff(left('half-closed'));
    }
  }

  #onDue(wait: Wait): void {
    const { body } = this.#intake;
    if (wait === 'head') this.#cutHead(new Fault('request_timeout', { detail: 'head' }));
    else if (wait === 'body') body?.abort(new Fault('request_timeout', { detail: 'body' }));
    else if (wait === 'sign-of-life' || wait === 'next-sign-of-life') this.#askSignOfLife();
    else if (wait === 'drain') this.#breakOff(left('write-timeout'));
    else this.#close();
  }

  /** Refuses a head that will not become whole. */
  #cutHead(fault: Fault): void {
    const { line } = this.#intake;
    this.#intake.cut();
    this.onUnreadable(fault, line);
  }

  /**
   * A client that ended its half may wait for the answer or be gone; only writing tells. Two writes, because the first
   * calls forth the reset that the second meets.
   */
  #askSignOfLife(): void {
    if (!this.#turn?.mayInform) return;
    this.#hasAsked = true;
    this.socket.writeText('HTTP/1.1 100 Continue\r\n');
    this.socket.writeText('\r\n');
    this.onProgress();
  }

  /** Sends what is written, and lets the client close. */
  #close(): void {
    if (this.#phase !== 'open') return;
    this.#phase = 'closing';
    this.#waits.dispose();
    this.#intake.close();
    new LingeringClose(this.socket, this.#context, this.#hasEnded, () => this.#context.onGone(this));
  }

  #breakOff(fault: Fault): void {
    this.socket.destroy('reset');
    this.#gone(fault);
  }

  /** The connection is gone: whatever is under way on it ends. */
  #gone(fault: Fault): void {
    if (this.#phase === 'gone') return;
    this.#phase = 'gone';
    this.#waits.dispose();
    this.#turn?.leave(fault);
    this.#intake.body?.abort(fault);
    this.#intake.close();
    this.#context.onGone(this);
  }
}

function left(why: string): Fault {
  return new Fault('client_left', { detail: why });
}

const continueHead = 'HTTP/1.1 100 Continue\r\n\r\n';
