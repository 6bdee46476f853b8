/** Whom a text of the services is about. It names nobody itself but in a call for help: not everybody may know. */
export function Whom({ callSign, text }: { callSign: string; text: string }) {
  return callSign && !text.includes(callSign) ? (
    <>
      <bdi>{callSign}</bdi>:{' '}
    </>
  ) : null;
}
