import type { DescService } from '@bufbuild/protobuf';
import { createClient, type Client, type Transport } from '@connectrpc/connect';
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { callRules } from './rules.js';
import type { Tokens } from './tokens.js';

/** How to reach the gateway, and as whom. */
export interface ConnectOptions {
  /** The door's URL, for example `http://localhost:8081`. */
  gateway: string;
  /** Which door it is: `grpc` by HTTP/2 (the default), or `grpc-web` by HTTP/1.1, for networks that let nothing else pass. */
  door?: 'grpc' | 'grpc-web';
  /** The identity: `clientCredentials({ issuer, clientId, clientSecret })`, or your own. */
  tokens: Tokens;
  /** Why the identity calls, at most 200 characters; the audit log keeps it with each call. */
  purpose?: string;
  /** The authorities that the gateway's certificate is checked against, PEM, instead of Node's. */
  authorities?: string;
}

/** A connection to the gateway as one identity. Keep one for as long as the program runs. */
export interface TaskForce {
  /** A client of one service: `connection.client(HotspotService)`, with `HotspotService` from `@taskforce/client/tasking/v1/hotspot_service`. */
  client<T extends DescService>(service: T): Client<T>;
}

// An answer that takes longer is as good as none.
const patienceMs = 15_000;

/**
 * Connects; nothing is sent before the first call. Unary calls end after 15 s unless they bring their own `timeoutMs`, and until then are tried again while the
 * service is unavailable, as the same request. Calls fail with a `ConnectError`; `readFault` reads it. `watch` follows a stream.
 */
export function connect({ gateway, door = 'grpc', tokens, purpose, authorities }: ConnectOptions): TaskForce {
  const options = { baseUrl: gateway, interceptors: [callRules(tokens, purpose)], nodeOptions: authorities === undefined ? {} : { ca: authorities } };
  const transport = withDeadline(door === 'grpc' ? createGrpcTransport(options) : createGrpcWebTransport({ ...options, httpVersion: '1.1' }));
  return { client: (service) => createClient(service, transport) };
}

// The transport's own default would end watches, too.
const withDeadline = (transport: Transport): Transport => ({
  unary: (method, signal, timeoutMs, ...rest) => transport.unary(method, signal, timeoutMs ?? patienceMs, ...rest),
  stream: transport.stream.bind(transport),
});
