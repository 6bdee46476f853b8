import type { ComponentChildren } from 'preact';
import type { Act } from './act';
import { FaultNote } from './FaultNote';

/** A button for an act, and below it what it failed with. */
export function ActButton({ act, kind = '', disabled = false, children }: { act: Act; kind?: string; disabled?: boolean; children: ComponentChildren }) {
  return (
    <span class="act">
      <button type="button" class={kind} disabled={disabled || act.isRunning.value} aria-busy={act.isRunning.value} onClick={() => void act.run()}>
        {children}
      </button>
      <FaultNote fault={act.fault.value} />
    </span>
  );
}
