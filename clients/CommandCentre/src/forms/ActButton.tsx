import type { ComponentChildren } from 'preact';
import { keepFocus, partOf } from '../shell/focus';
import type { Act } from './act';
import { FaultNote } from './FaultNote';

/** A button for an act, and below it what it failed with. */
export function ActButton({ act, kind = '', disabled = false, children }: { act: Act; kind?: string; disabled?: boolean; children: ComponentChildren }) {
  const press = async (button: Element) => {
    const part = partOf(button);
    await act.run();
    keepFocus(part);
  };
  // A button that is disabled loses the focus: while it runs it only looks so.
  return (
    <span class="act">
      <button type="button" class={kind} disabled={disabled} aria-busy={act.isRunning.value} aria-disabled={act.isRunning.value} onClick={(event) => void press(event.currentTarget)}>
        {children}
      </button>
      <FaultNote fault={act.fault.value} />
    </span>
  );
}
