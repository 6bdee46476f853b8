import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lineOf, openDesk, openOn, startBrowser, type Desk } from './world/desk';
import { goTo } from './world/screens';
import { holdDown } from './world/services';
import { startTaskForce, type TaskForce } from './world/taskforce';

let browser: Browser;
let taskForce: TaskForce;
let stop: () => Promise<void>;
let desk: Desk;

beforeAll(async () => {
  ({ taskForce, stop } = await startTaskForce());
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stop?.();
});
beforeEach(async () => {
  desk = await openDesk(browser, 'Germany Commander', {}, taskForce.http);
  await lineOf(desk, /Nador/).first().waitFor();
});

const told = (text: string) => desk.page.locator('.away').filter({ hasText: text });

async function back() {
  await expect.poll(() => desk.page.locator('.away').count()).toBe(0);
  await desk.page.getByText('Live', { exact: true }).waitFor();
}

test('without the roster the page says so, and hotspots and missions go on', async () => {
  const release = holdDown(taskForce.runner, 'Roster');
  await told('People and teams do not answer now').waitFor();
  expect(await desk.page.locator('.link-live').count()).toBe(1);

  await lineOf(desk, /Nador/).first().click();
  await openOn(desk).getByRole('button', { name: 'Plan a mission' }).click();
  await openOn(desk).getByRole('button', { name: 'Propose teams' }).click();
  await openOn(desk).getByText('One of the services does not answer now.').waitFor();

  release();
  await back();
  await openOn(desk).getByRole('button', { name: 'Propose teams' }).click();
  await openOn(desk).getByRole('button', { name: 'Take this team' }).first().waitFor();
  await desk.page.getByLabel('Find a unit by call sign').fill('falke 07');
  await desk.page.getByRole('link', { name: 'Falke 07 · DE' }).waitFor();
});

test('without tasking what is shown stays, is said to be old, and what is typed is kept', async () => {
  await goTo(desk.page, 'desk/report');
  await openOn(desk).getByLabel('Place').selectOption('de-passau');
  const release = holdDown(taskForce.runner, 'Tasking');
  await told('Missions, orders and alerts do not answer now').waitFor();
  await desk.page.getByText(/^Partly cut off \(.*records/).waitFor();
  expect(await lineOf(desk, /Nador/).count()).toBeGreaterThan(0);
  await openOn(desk).getByRole('button', { name: 'Report a hotspot' }).click();
  await openOn(desk).getByRole('alert').waitFor();

  release();
  await back();
  await openOn(desk).getByRole('button', { name: 'Report a hotspot' }).click();
  await openOn(desk).getByRole('heading', { name: /Passau/ }).waitFor();
  expect(await lineOf(desk, /Passau/).count()).toBe(1);
});

test('without geolocation the map keeps where units were, and everything else goes on', async () => {
  const release = holdDown(taskForce.runner, 'Geolocation');
  await told('Positions do not answer now').waitFor();
  await desk.page.getByText(/^Partly cut off \(.*positions/).waitFor();
  await goTo(desk.page, 'desk/report');
  await openOn(desk).getByLabel('Place').selectOption('de-flensburg');
  await openOn(desk).getByRole('button', { name: 'Report a hotspot' }).click();
  await openOn(desk).getByRole('heading', { name: /Flensburg/ }).waitFor();

  release();
  await back();
});
