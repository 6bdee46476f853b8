import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineOf, openDesk, openOn, startBrowser, type Desk } from './world/desk';
import { escalateToTheEnd, order, plan } from './world/screens';

let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openDesk(browser, 'Germany Dispatcher');
});
afterAll(() => browser?.close());

const counted = async () => Number(/^\((\d+)\)/.exec(await desk.page.title())?.[1] ?? 0);

test('many alerts of one mission are one line; each counts, and all are acknowledged by one press', async () => {
  const before = await counted();
  const mission = await order(await plan('de-goerlitz', 'Görlitz', 51.15, 14.99));
  await Promise.all([0, 1, 2].map((place) => escalateToTheEnd(mission, place)));

  const line = lineOf(desk, /Görlitz.*3 × Order not answered/);
  await line.waitFor();
  // Other missions of this TaskForce may have alerts of their own meanwhile.
  await expect.poll(counted).toBeGreaterThanOrEqual(before + 3);
  const most = await counted();
  await line.click();
  expect(await openOn(desk).locator('.links li').count()).toBe(2);
  await openOn(desk).getByRole('button', { name: 'Acknowledge all 3' }).click();

  await expect.poll(counted).toBeLessThan(most);
  await line.waitFor();
  expect(await desk.page.locator('.queue-mine').getByRole('link').filter({ hasText: /Görlitz.*Order not answered/ }).count()).toBe(0);
});
