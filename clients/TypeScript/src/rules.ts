import { randomUUID } from 'node:crypto';
import { clone, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { fullJitter, pause } from './backoff.js';
import { readFault } from './fault.js';
import type { Tokens } from './tokens.js';

const mostAttempts = 5;

/**
 * What holds for every call: it brings a token, and a unary one whose token was refused is sent again with another. One that nobody answered is sent again, too:
 * each that changes something has a request id, so that the service carries it out once.
 */
export const callRules = (tokens: Tokens, purpose = '', wait: typeof pause = pause): Interceptor => (next) => async (request) => {
  if (purpose) {
    // Headers are ASCII; the server takes the percent encoding away.
    request.header.set('taskforce-purpose', encodeURIComponent(purpose));
  }

  const call = request.stream ? request : { ...request, message: withRequestId(request.method.input, request.message) };
  for (let attempt = 1, renewed = false; ; attempt++) {
    let token = '';
    try {
      token = await tokens.get();
      request.header.set('authorization', `Bearer ${token}`);
      const response = await next(call);
      return response.stream ? { ...response, message: noticing(response.message, token, tokens) } : response;
    } catch (thrown) {
      const stale = ConnectError.from(thrown).code === Code.Unauthenticated && token !== '';
      if (stale) {
        tokens.refuse(token);
      }

      const again = stale ? !renewed : readFault(thrown).code === Code.Unavailable && attempt < mostAttempts;
      if (call.stream || !again || request.signal.aborted) {
        throw thrown;
      }

      renewed ||= stale;
      await wait(stale ? 0 : fullJitter(attempt - 1), request.signal);
    }
  }
};

// A watch hears in the middle that its token has lapsed.
async function* noticing<T>(messages: AsyncIterable<T>, token: string, tokens: Tokens): AsyncGenerator<T, void> {
  try {
    yield* messages;
  } catch (thrown) {
    if (ConnectError.from(thrown).code === Code.Unauthenticated) {
      tokens.refuse(token);
    }

    throw thrown;
  }
}

/** A copy with a request id if the message has room for one and none yet: the caller may use its message for another request, which is no repeat of this one. */
export function withRequestId<T extends DescMessage>(schema: T, message: MessageShape<T>): MessageShape<T> {
  const field = schema.fields.find(({ name }) => name === 'request_id');
  if (!field || reflect(schema, message).isSet(field)) {
    return message;
  }

  const copy = clone(schema, message);
  reflect(schema, copy).set(field, randomUUID());
  return copy;
}
