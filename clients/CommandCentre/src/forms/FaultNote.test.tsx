import { Code, ConnectError } from '@connectrpc/connect';
import { render } from 'preact';
import { beforeEach, expect, test } from 'vitest';
import { ErrorInfoSchema } from '../contracts/google/rpc/error_details_pb';
import { toFault } from '../wire/fault';
import { speak } from '../words/words';
import { FaultNote } from './FaultNote';

const english = 'missions/m is not what was seen.';
const refusal = (reason: string, code = Code.Aborted) => new ConnectError(english, code, undefined, [{ desc: ErrorInfoSchema, value: { reason } }]);
let place: HTMLElement;

beforeEach(() => {
  place = document.createElement('div');
  speak('de');
});

function show(thrown: unknown) {
  render(<FaultNote fault={toFault(thrown)} />, place);
  return { first: place.querySelector('strong')?.textContent ?? '', all: place.textContent ?? '', detail: place.querySelector('[lang=en]')?.textContent ?? '' };
}

test('a refusal is said in the reader’s language, and the service’s own sentence is kept as a detail', () => {
  const { first, detail } = show(refusal('STALE_DIGEST'));

  expect(first).toMatch(/^Es ist nicht mehr, was Sie gesehen haben/);
  expect(detail).toBe(`${english} STALE_DIGEST`);
});

test('a reason without words has at least what to do', () => {
  const { first, detail } = show(refusal('SOMETHING_NEW', Code.PermissionDenied));

  expect(first).toMatch(/^Dazu sind Sie nicht berechtigt/);
  expect(detail).toContain('SOMETHING_NEW');
});

test('what somebody can do about it stands beside the reason', () => {
  expect(show(refusal('SERVICE_UNAVAILABLE', Code.Unavailable)).all).toMatch(/antwortet gerade nicht.*erneut versuchen/s);
});

test('what was not answered, or only in part, is tried again as the same request; what fails in the page itself is not', () => {
  expect(toFault(ConnectError.from(new TypeError('Failed to fetch'))).advice).toBe('retry');
  expect(toFault(new ConnectError('missing trailer', Code.Internal)).advice).toBe('retry');
  expect(toFault(refusal('INTERNAL', Code.Internal)).advice).toBe('report');
  expect(toFault(new TypeError('x is undefined')).advice).toBe('report');
});
