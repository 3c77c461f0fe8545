import { FieldRun } from './field-run.ts';

/** What is sent on of the fields of one head that comes again and again, made once for each sender. */
export class SentOn {
  #run: FieldRun | undefined = undefined;
  #sender: FlatSender | undefined = undefined;

  /** Of a request; remembered for the sender, and the kind of request, that it was last made for. */
  of<Facts extends Sender>(facts: Facts, make: (facts: Facts) => string[]): FieldRun {
    if (this.#run === undefined || !isSame(this.#sender, facts)) {
      this.#run = new FieldRun(make(facts));
      this.#sender = flatSender(facts);
    }
    return this.#run;
  }

  /** Of an answer, of which everybody gets the same. */
  ofAnswer<Head>(head: Head, make: (head: Head) => string[]): FieldRun {
    this.#run ??= new FieldRun(make(head));
    return this.#run;
  }
}

/** What decides, beside the fields of a request, on what is sent on of them. */
export interface Sender {
  readonly downstream: { readonly peerAddress: string };
  readonly client: {
    readonly address: string;
    readonly viaTrusted: boolean;
    readonly scheme: string;
    readonly host: string;
  };
  readonly request: { readonly method: string; readonly version: string };
}

type FlatSender = Sender['downstream'] & Sender['client'] & Sender['request'];

/** By value: what it is taken from lives on with the request otherwise. */
function flatSender({ downstream, client, request }: Sender): FlatSender {
  const { address, viaTrusted, scheme, host } = client;
  const { method, version } = request;
  return { peerAddress: downstream.peerAddress, address, viaTrusted, scheme, host, method, version };
}

function isSame(known: FlatSender | undefined, { downstream, client, request }: Sender): boolean {
  return (
    known !== undefined &&
    known.address === client.address &&
    known.peerAddress === downstream.peerAddress &&
    known.viaTrusted === client.viaTrusted &&
    known.scheme === client.scheme &&
    known.host === client.host &&
    known.method === request.method &&
    known.version === request.version
  );
}
