import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineOf, openDesk, openOn, read, startBrowser, type Desk } from './world/desk';
import { goTo, order, plan } from './world/screens';

let browser: Browser;
let [german, moroccan] = [] as unknown as [Desk, Desk];

beforeAll(async () => {
  browser = await startBrowser();
  german = await openDesk(browser, 'Germany Commander');
  moroccan = await openDesk(browser, 'Morocco Commander');
});
afterAll(() => browser?.close());

test('a mission that is more urgent takes the team of another, by both nations, who see whom they take it from', async () => {
  const holder = await order(await plan('de-aachen', 'Aachen', 50.78, 6.08, 'MEDIUM'));
  const taker = await plan('de-duesseldorf', 'Düsseldorf', 51.23, 6.78, 'CRITICAL');
  const ours = openOn(german);
  await goTo(german.page, `desk/${taker.name}`);
  await ours.locator('summary').filter({ hasText: 'Take the team of another mission' }).click();
  await ours.getByLabel('Whose team').selectOption(holder.name);
  await ours.getByText(read('is left without a team, and these people are recalled from it:')).waitFor();
  expect(await ours.locator('.changed li').count()).toBe(holder.members.length);
  await ours.getByLabel('Reason').first().fill('Lives at stake.');
  await ours.getByRole('button', { name: 'Take the team', exact: true }).click();
  await ours.getByText(read('Still to agree: Morocco.')).waitFor();

  await lineOf(moroccan, /Düsseldorf/).filter({ hasText: 'Agree to give a team' }).click();
  await openOn(moroccan).getByText('Lives at stake.').first().waitFor();
  await openOn(moroccan).getByRole('button', { name: read('Agree for Morocco') }).click();

  await ours.getByText('Awaiting keys').waitFor();
  await lineOf(german, /Aachen/).filter({ hasText: 'Form a team' }).waitFor();
});
