import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from './contracts/google/rpc/error_details_pb.js';

/** Why a call failed, as a program needs it. */
export interface Fault {
  code: Code;
  /** Stable, upper snake case, for example `INVALID_FIELDS` (google.rpc.ErrorInfo): decide by it. Empty if no service answered. */
  reason: string;
  /** One English sentence for people; may change. */
  message: string;
  /** Every field that is wrong, for `InvalidArgument`. */
  violations: { field: string; description: string }[];
  /** How long to wait before the next attempt, milliseconds; 0 if the server did not say. */
  retryAfterMs: number;
  /** Whether the same call may succeed later without anybody changing it. What changes something must then go with the same request id. */
  isTransient: boolean;
}

/** Reads what a call or a watch failed with. */
export function readFault(thrown: unknown): Fault {
  const error = ConnectError.from(thrown);
  const reason = error.findDetails(ErrorInfoSchema)[0]?.reason ?? '';
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    code: error.code,
    reason,
    message: error.rawMessage,
    violations: (error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? []).map(({ field, description }) => ({ field, description })),
    retryAfterMs: delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : 0,
    isTransient: thrown instanceof ConnectError && mayPass(error.code, reason),
  };
}

// Every refusal of the services has a reason: what has none broke off on its way.
function mayPass(code: Code, reason: string): boolean {
  switch (code) {
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.ResourceExhausted:
      return true;
    case Code.Canceled:
    case Code.Aborted:
    case Code.Internal:
    case Code.Unknown:
      return reason === '';
    default:
      return false;
  }
}
