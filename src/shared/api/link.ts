import { ProcscopeError } from '../errors.ts';
import { PROTOCOL_VERSION } from './contract.ts';
import { fromErrorInfo, parseEnvelope, toErrorInfo } from './envelope.ts';
import type { Body } from './envelope.ts';
import type { Transport } from './transport.ts';

export interface LinkOwner {
  /** A message that this side does not expect is answered by returning false, which closes the link. */
  receive(body: Body): boolean;
  /** Called once, however the link ends, except by {@link Link.close}. */
  closed(error: ProcscopeError): void;
}

/**
 * One side of a connection: numbers the messages, checks the other side's numbers and hello, and tells why it closes.
 * Errors that end it: 'api/protocol' when the other side breaks the rules, 'api/closed' when it goes away.
 */
export class Link {
  readonly #transport: Transport;
  readonly #contract: string;
  readonly #owner: LinkOwner;
  #sent = 0;
  #received = 0;
  #isClosed = false;

  constructor(transport: Transport, contract: string, owner: LinkOwner) {
    this.#transport = transport;
    this.#contract = contract;
    this.#owner = owner;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Says hello and begins to receive. */
  start(): void {
    this.send({ kind: 'hello', protocol: PROTOCOL_VERSION, contract: this.#contract });
    this.#transport.start({
      message: (message) => this.#take(message),
      closed: (reason) => this.#end(new ProcscopeError('api/closed', reason ?? 'The connection was closed.')),
    });
  }

  /** Sends a message; does nothing once closed. Errors: throws when the transport cannot express it. */
  send(body: Body): void {
    if (this.#isClosed) return;
    this.#transport.send({ ...body, seq: this.#sent });
    // Counted only when sent: a message that cannot be expressed must not leave a gap.
    this.#sent++;
  }

  /** Ends the connection without telling the owner. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#transport.close();
  }

  /** Tells the other side why, and ends the connection. */
  fail(sentence: string): void {
    if (this.#isClosed) return;
    const error = new ProcscopeError('api/protocol', sentence);
    this.send({ kind: 'close', error: toErrorInfo(error) });
    this.#transport.close();
    this.#end(error);
  }

  #end(error: ProcscopeError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#owner.closed(error);
  }

  #take(message: unknown): void {
    if (this.#isClosed) return;
    const envelope = parseEnvelope(message);
    if (envelope === undefined) {
      this.fail('A message is not of a known form.');
      return;
    }
    if (envelope.seq !== this.#received) {
      this.fail(`Message ${this.#received} was expected, message ${envelope.seq} came.`);
      return;
    }
    this.#received++;
    if (envelope.kind === 'close') {
      this.#transport.close();
      this.#end(fromErrorInfo(envelope.error));
    } else if ((envelope.seq === 0) !== (envelope.kind === 'hello')) {
      this.fail('The first message, and no other, must be the hello.');
    } else if (envelope.kind === 'hello') {
      this.#greet(envelope.protocol, envelope.contract);
    } else if (!this.#owner.receive(envelope)) {
      this.fail(`A message of the kind "${envelope.kind}" does not belong here.`);
    }
  }

  #greet(protocol: number, contract: string): void {
    if (protocol !== PROTOCOL_VERSION) {
      this.fail(
        `The other side speaks version ${protocol} of the protocol, this side version ${PROTOCOL_VERSION}.`,
      );
    } else if (contract !== this.#contract) {
      this.fail(`The other side means the contract "${contract}", this side "${this.#contract}".`);
    }
  }
}
