import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '../contracts/google/rpc/error_details_pb';

/** A refusal as a person needs it. */
export interface Fault {
  /** Stable, upper snake case; empty if the server did not say. */
  reason: string;
  /** The server's own sentence. */
  message: string;
  /** Every field that is wrong. */
  violations: { field: string; text: string }[];
  /** What to do about it: a key of the words. */
  advice: Advice;
}

/** What somebody can do about a refusal. */
export type Advice = 'retry' | 'reload' | 'correct' | 'notYou' | 'signIn' | 'wait' | 'report';

/** Reads what a call failed with. Every refusal of the services says why: what does not was never answered, or its answer broke off, and nobody knows what became of it. */
export function toFault(thrown: unknown): Fault {
  const error = ConnectError.from(thrown);
  const [info] = error.findDetails(ErrorInfoSchema);
  const [bad] = error.findDetails(BadRequestSchema);
  return {
    reason: info?.reason ?? '',
    message: error.rawMessage,
    violations: bad?.fieldViolations.map((violation) => ({ field: violation.field, text: violation.description })) ?? [],
    advice: !info && thrown instanceof ConnectError && adviceFor(error.code) === 'report' ? 'retry' : adviceFor(error.code),
  };
}

function adviceFor(code: Code): Advice {
  switch (code) {
    case Code.InvalidArgument:
      return 'correct';
    case Code.Aborted:
    case Code.NotFound:
    case Code.AlreadyExists:
    case Code.FailedPrecondition:
      return 'reload';
    case Code.PermissionDenied:
      return 'notYou';
    case Code.Unauthenticated:
      return 'signIn';
    case Code.ResourceExhausted:
      return 'wait';
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.Canceled:
      return 'retry';
    default:
      return 'report';
  }
}

