import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf } from './world/axe';
import { openDesk, openPage, startBrowser, type Desk } from './world/desk';
import { goTo, laySceneDown, screensOf, type Scene } from './world/screens';

const languages = ['en', 'de', 'fr', 'ar'] as const;
let browser: Browser;
let desk: Desk;
let scene: Scene;

beforeAll(async () => {
  scene = await laySceneDown();
  browser = await startBrowser();
  desk = await openDesk(browser, 'Germany Commander');
});
afterAll(() => browser?.close());

test.each(languages.flatMap((language) => ['dark', 'light'].map((theme) => [language, theme] as const)))('every screen can be used by everybody in %s, %s', async (language, theme) => {
  const { page } = desk;
  await page.locator('.bar select').selectOption(language);
  if ((await page.locator('html').getAttribute('data-theme')) !== theme) {
    await page.locator('.bar-theme').click();
  }

  const wrong: string[] = [];
  for (const [name, where] of Object.entries(screensOf(scene))) {
    await goTo(page, where);
    wrong.push(...(await faultsOf(page, theme === 'dark' ? 'all' : 'colours')).map((fault) => `${name}: ${fault}`));
  }

  expect(wrong).toEqual([]);
  expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
});

test('so can the list of keys, the team proposals and the door', async () => {
  const { page } = desk;
  await page.locator('.bar select').selectOption('en');
  await goTo(page, `desk/${scene.draft}`);
  await page.getByRole('button', { name: 'Propose teams' }).click();
  await page.getByRole('button', { name: 'Take this team' }).first().waitFor();
  await page.keyboard.press('?');
  await page.getByText('Single keys on').waitFor();

  const door = await openPage(browser);
  await door.page.getByRole('button', { name: 'Germany Commander' }).waitFor();

  expect([...(await faultsOf(page)), ...(await faultsOf(door.page))]).toEqual([]);
});

test('who needs help stands on every screen', async () => {
  for (const screen of ['desk', 'operations', 'statistics']) {
    await goTo(desk.page, screen);
    expect(await desk.page.locator('.help').textContent()).toContain('Shots fired.');
  }
});

test('no screen asked anybody but the gateway, and nothing complained', () => {
  expect(desk.outside).toEqual([]);
  expect(desk.complaints).toEqual([]);
});
