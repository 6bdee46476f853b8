import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineOf, openDesk, openOn, openWindow, startBrowser, type Desk } from './world/desk';
import { goTo } from './world/screens';

const profile = 'Germany Dispatcher';
const [begun, ended] = ['Two lorries without plates, ', 'waiting at the lock.'];
let browser: Browser;
let [left, right] = [] as unknown as [Desk, Desk];

beforeAll(async () => {
  browser = await startBrowser();
  left = await openDesk(browser, profile);
  right = await openWindow(left, profile);
});
afterAll(() => browser?.close());

const known = (desk: Desk) => openOn(desk).getByLabel('What is known');

test('what one person types in two windows is one text, outlives a reload of either, and is sent once', async () => {
  await goTo(left.page, 'desk/report');
  await goTo(right.page, 'desk/report');
  await openOn(left).getByLabel('Place').selectOption('de-bremerhaven');
  await known(left).pressSequentially(begun);
  await expect.poll(() => known(right).inputValue()).toBe(begun);

  await known(right).press('End');
  await known(right).pressSequentially(ended);
  await expect.poll(() => known(left).inputValue()).toBe(begun + ended);
  await left.page.reload();
  await expect.poll(() => known(left).inputValue()).toBe(begun + ended);
  await expect.poll(() => openOn(right).getByLabel('Place').inputValue()).toBe('de-bremerhaven');

  await openOn(right).getByRole('button', { name: 'Report a hotspot' }).click();
  for (const desk of [left, right]) {
    await lineOf(desk, /Bremerhaven/).first().waitFor();
    expect(await lineOf(desk, /Bremerhaven/).count()).toBe(1);
  }

  await expect.poll(() => known(left).inputValue()).toBe('');
});

test('both windows stay live: what somebody else does is seen in each', async () => {
  const other = await openDesk(browser, 'Morocco Dispatcher');
  await goTo(other.page, 'desk/report');
  await openOn(other).getByLabel('Place').selectOption('ma-nador');
  await openOn(other).getByRole('button', { name: 'Report a hotspot' }).click();

  for (const desk of [left, right]) {
    await lineOf(desk, /Nador/).first().waitFor();
    await desk.page.locator('.link-live').waitFor();
    expect(desk.complaints).toEqual([]);
  }
});
