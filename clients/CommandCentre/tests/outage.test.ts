import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { lineOf, openDesk, openOn, startBrowser, type Desk } from './world/desk';
import { startRelay, type Relay } from './world/relay';
import { goTo } from './world/screens';

const profile = 'Germany Dispatcher';
const report = 'A boat without a name at the outer quay.';
let browser: Browser;
let relay: Relay;
let desk: Desk;

beforeAll(async () => {
  browser = await startBrowser();
  relay = await startRelay(inject('taskForce').http);
  desk = await openDesk(browser, profile, {}, relay.http);
});
afterAll(async () => {
  await browser?.close();
  relay?.close();
});

const known = () => openOn(desk).getByLabel('What is known');
const send = () => openOn(desk).getByRole('button', { name: 'Report a hotspot' });

async function write(place: string) {
  await goTo(desk.page, 'desk/report');
  await openOn(desk).getByLabel('Place').selectOption(place);
  await known().fill(report);
}

test('without a network the page says how old it is, keeps what was typed, and goes on when the network is back', async () => {
  const { page } = desk;
  await write('de-flensburg');
  relay.cut();
  await page.getByText(/^No connection: shown as of/).waitFor();
  await expect.poll(() => page.locator('html').getAttribute('data-link')).toBe('stale');

  await send().click();
  await openOn(desk).getByText('The service did not answer. Nothing is lost: try again.').waitFor();
  expect(await known().inputValue()).toBe(report);

  relay.mend();
  await page.getByText('Live', { exact: true }).waitFor();
  await send().click();
  await openOn(desk).getByText(report).waitFor();
  expect(await lineOf(desk, /Flensburg/).count()).toBe(1);
});

test('an answer that is lost on its way does nothing twice when the same is sent again', async () => {
  const { page } = desk;
  await write('de-passau');
  await page.route('**/CreateHotspot', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await send().click();
  await openOn(desk).getByText('The service did not answer. Nothing is lost: try again.').waitFor();
  await lineOf(desk, /Passau/).waitFor();

  await page.unroute('**/CreateHotspot');
  await send().click();
  await openOn(desk).getByRole('heading', { name: /Passau/ }).waitFor();
  expect(await lineOf(desk, /Passau/).count()).toBe(1);
});

test('a button that is pressed twice does it once', async () => {
  await openOn(desk).getByRole('button', { name: 'Plan a mission' }).dblclick();
  await openOn(desk).getByRole('button', { name: 'Propose teams' }).waitFor();
  await lineOf(desk, /Passau/).filter({ hasText: 'Form a team' }).waitFor();

  expect(await lineOf(desk, /Passau/).count()).toBe(1);
});

test('a hotspot at which nothing is to be done is closed, and leaves the queue', async () => {
  await goTo(desk.page, await hotspotOf(/Flensburg/));
  await openOn(desk).locator('summary').filter({ hasText: 'Close the hotspot' }).click();
  await openOn(desk).getByRole('button', { name: 'Close the hotspot' }).click();

  await openOn(desk).getByText('The hotspot is closed.').waitFor();
  await expect.poll(() => lineOf(desk, /Flensburg/).count()).toBe(0);
});

const hotspotOf = async (line: RegExp) => ((await lineOf(desk, line).first().getAttribute('href')) ?? '').replace('#/', '');
