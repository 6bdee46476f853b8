import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import type { DescService } from '@bufbuild/protobuf';
import { token } from '../session/token';

// An answer that takes longer is as good as none to somebody at a desk.
const patienceMs = 15_000;

const identify: Interceptor = (next) => async (request) => {
  const bearer = await token();
  if (!bearer) {
    throw new ConnectError('Sign in first.', Code.Unauthenticated);
  }

  request.header.set('authorization', `Bearer ${bearer}`);
  return next(request);
};

// W3C Trace Context: whoever runs the services finds by it what came of one call. Nothing in it tells who called.
const trace: Interceptor = (next) => (request) => {
  request.header.set('traceparent', `00-${hex(16)}-${hex(8)}-01`);
  return next(request);
};

const hex = (bytes: number) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const transport = createGrpcWebTransport({ baseUrl: globalThis.location?.origin ?? '', interceptors: [identify, trace], useBinaryFormat: true });

/** A client of one service, by the gateway that served the page. */
export const clientOf = <T extends DescService>(service: T) => createClient(service, transport);

/** Ends a question that has no answer in time. */
export const inTime = () => ({ signal: AbortSignal.timeout(patienceMs) });
