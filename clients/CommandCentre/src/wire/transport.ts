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

const transport = createGrpcWebTransport({ baseUrl: globalThis.location?.origin ?? '', interceptors: [identify], useBinaryFormat: true });

/** A client of one service, by the gateway that served the page. */
export const clientOf = <T extends DescService>(service: T) => createClient(service, transport);

/** Ends a question that has no answer in time. */
export const inTime = () => ({ signal: AbortSignal.timeout(patienceMs) });
