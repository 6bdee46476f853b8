import type { ComponentChildren } from 'preact';

/** What may be wider than the screen: it scrolls by itself, also by the keyboard, and the page does not. */
export function Wide({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
