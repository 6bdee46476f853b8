import rulesOfAxe, { type AxeResults, type RunOnly, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2, levels A and AA. */
const wcag: RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

// What the theme has a say in; the other rules are about the same page.
const colours: RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What keeps somebody from using what is shown; the rules are put into the page once, and only what is wrong is gathered with all that belongs to it. */
export async function faultsOf(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(rulesOfAxe.source);
  }

  const options: RunOptions = { runOnly: what === 'all' ? wcag : colours, resultTypes: ['violations'] };
  const { violations } = await page.evaluate((how) => (globalThis as unknown as { axe: { run(where: Document, how: RunOptions): Promise<AxeResults> } }).axe.run(document, how), options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`));
}
