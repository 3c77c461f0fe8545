import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { caPem } from './certificates.ts';

/** What a client of an encrypted connection came to know. */
export interface TlsVisit {
  /** Common name of the certificate that was shown. */
  readonly shown: string;
  readonly version: string;
  /** Name of the suite, as the standard spells it. */
  readonly suite: string;
  readonly protocol: string;
  readonly resumed: boolean;
  /** The first bytes of the answer. */
  readonly text: string;
  /** What the next visit may begin with. */
  readonly session: Buffer | undefined;
}

/** Opens a connection that is encrypted; rejects when there is none. */
export function openTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: caPem, servername: 'main.test', ...options });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('secureConnect', () => resolve(socket));
  });
}

/** Asks for `/` on a connection of its own. Answers why not, when there is no answer. */
export async function visit(port: number, options: ConnectionOptions = {}): Promise<TlsVisit | string> {
  try {
    return await visited(await openTls(port, { ALPNProtocols: ['http/1.1'], ...options }));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function visited(socket: TLSSocket): Promise<TlsVisit | string> {
  let session: Buffer | undefined;
  socket.on('session', (ticket: Buffer) => {
    session = ticket;
  });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => resolve('closed'));
    socket.once('data', (bytes: Buffer) => {
      resolve({
        shown: String(socket.getPeerCertificate().subject?.CN),
        version: String(socket.getProtocol()),
        suite: socket.getCipher().standardName,
        protocol: String(socket.alpnProtocol),
        resumed: socket.isSessionReused(),
        text: bytes.toString('latin1'),
        session: session ?? socket.getSession(),
      });
      socket.destroy();
    });
    socket.write('GET / HTTP/1.1\r\nHost: main.test\r\nAccept: application/json\r\n\r\n');
  });
}
