import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk, openOn, startBrowser, type Desk } from './world/desk';

let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openDesk(browser, 'Germany Commander');
});
afterAll(() => browser?.close());

test('a hotspot is reported, a team taken and a key turned without a pointer', async () => {
  const { keyboard } = desk.page;
  const open = openOn(desk);
  await keyboard.press('r');
  await choose('Kind', 'Terrorism');
  await choose('Severity', 'Critical');
  await choose('Place', 'Kehl');
  await tabTo('Report a hotspot');
  await keyboard.press('Enter');
  await open.getByRole('heading', { name: /Terrorism/ }).waitFor();
  // The keyboard has followed to what is open, and not somewhere in front of it.
  await expect.poll(() => isFocused('.open')).toBe(true);

  await tabTo('Plan a mission');
  await keyboard.press('Enter');
  await open.getByRole('button', { name: 'Propose teams' }).waitFor();
  await expect.poll(() => isFocused('.open')).toBe(true);
  await tabTo('Propose teams');
  await keyboard.press('Enter');
  await open.getByRole('button', { name: 'Take this team' }).first().waitFor();
  await tabTo('Take this team');
  await keyboard.press('Enter');
  await open.getByText('Awaiting keys').waitFor();

  await tabTo('Turn the key of Germany');
  await keyboard.press('Enter');
  // The question has the focus, and not its answer.
  await expect.poll(() => isFocused('.sure')).toBe(true);
  await tabTo('Yes: Germany consents');
  await keyboard.press('Enter');
  await open.locator('.key-2').filter({ hasText: 'Germany' }).waitFor();
  expect(await open.locator('.key-2').count()).toBe(1);
});

test('a unit is found by its call sign: one key, its name, one key', async () => {
  const { page } = desk;
  await page.keyboard.press('/');
  await page.keyboard.type('falke 07');
  await page.getByRole('link', { name: 'Falke 07 · DE' }).waitFor();
  await page.keyboard.press('Enter');

  await openOn(desk).getByRole('heading', { name: 'Falke 07' }).waitFor();
});

const isFocused = (selector: string) => desk.page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

// A list takes what is typed for one name only as long as the keys follow each other within a second: a machine that is slower than that types it again.
async function choose(list: string, option: string) {
  await tabTo(list);
  const typed = async () => {
    await desk.page.keyboard.type(option);
    return desk.page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions[0]?.textContent);
  };
  await expect.poll(typed, { interval: 1500 }).toContain(option);
}

// As often as it takes, but never round the whole page: then it cannot be reached.
async function tabTo(name: string) {
  for (let tabs = 0; tabs < 150; tabs++) {
    await desk.page.keyboard.press('Tab');
    if ((await nameOfFocus()) === name) {
      return;
    }
  }

  throw new Error(`${name} is not reached by the keyboard; ${await nameOfFocus()} is.`);
}

const nameOfFocus = () =>
  desk.page.evaluate(() => {
    const at = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
    return (at?.labels?.[0]?.querySelector('span') ?? at)?.textContent?.replaceAll(/[\u2066-\u2069]/g, '').trim() ?? '';
  });
