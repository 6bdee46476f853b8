/** The part of the page that outlives what is in it: it takes the focus when that is gone. */
export const partOf = (element: Element) => element.closest<HTMLElement>('[data-part]');

/** Gives a part the focus if nothing has it any more. */
export function keepFocus(part: HTMLElement | null) {
  requestAnimationFrame(() => {
    if (!document.activeElement || document.activeElement === document.body) {
      part?.focus({ preventScroll: true });
    }
  });
}

/** Goes on at the first that the selector finds. */
export const focusOn = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
