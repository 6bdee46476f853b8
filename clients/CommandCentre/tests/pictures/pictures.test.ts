import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { openDesk, openPage, startBrowser, type Desk } from '../world/desk';
import { goTo, laySceneDown, screensOf, type Scene } from '../world/screens';

// Every screen in every language and both themes, for people to look at: `make pictures` leaves them here. Nothing is judged.
const folder = resolve(import.meta.dirname, '../../../../artifacts/page-pictures');
const viewport = { width: 1366, height: Number(process.env['TASKFORCE_PICTURE_HEIGHT'] ?? 768) };
const [languages, themes] = [['en', 'de', 'fr', 'ar'], ['dark', 'light']];

let browser: Browser;
let scene: Scene;
let [desk, phone, door] = [] as unknown as [Desk, Desk, Desk];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  scene = await laySceneDown();
  browser = await startBrowser();
  desk = await openDesk(browser, 'Germany Commander', { viewport });
  phone = await openDesk(browser, 'Morocco Commander', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  door = await openPage(browser, { viewport });
});
afterAll(() => browser?.close());

test.each(languages.flatMap((language) => themes.map((theme) => [language, theme] as const)))('pictures in %s, %s', async (language, theme) => {
  const take = ({ page }: Desk, name: string) => page.screenshot({ path: join(folder, `${language}-${theme}-${name}.png`) });
  for (const { page } of [desk, phone]) {
    await dress(page, language, theme);
  }

  for (const [name, where] of Object.entries(screensOf(scene))) {
    await goTo(desk.page, where);
    await settle(desk.page);
    await take(desk, name);
  }

  await goTo(phone.page, 'desk');
  await goTo(phone.page, `desk/${scene.awaiting}`);
  await take(phone, 'phone');

  await goTo(desk.page, `desk/${scene.draft}`);
  await desk.page.locator('.open .fields > .act button').first().click();
  await desk.page.locator('.proposal').first().waitFor();
  await settle(desk.page);
  await take(desk, 'proposals');

  await desk.page.keyboard.press('?');
  await take(desk, 'keys-list');
  await desk.page.keyboard.press('?');

  await refused(desk.page);
  await take(desk, 'refusal');

  await door.page.evaluate((kept) => Object.entries(kept).forEach(([key, value]) => localStorage.setItem(key, value)), { 'taskforce.language': language, 'taskforce.theme': theme });
  await door.page.reload();
  await door.page.locator('.sign-in-profiles button').first().waitFor();
  await take(door, 'door');
});

async function dress(page: Page, language: string, theme: string) {
  await page.locator('.bar select').selectOption(language);
  if ((await page.locator('html').getAttribute('data-theme')) !== theme) {
    await page.locator('.bar-theme').click();
  }
}

// What a service says to a sign-in that it does not accept.
async function refused(page: Page) {
  await goTo(page, 'desk/watch');
  await page.route('**/BeginWatch', (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer none' } }));
  await page.locator('.open .act button').first().click();
  await page.locator('.fault').first().waitFor();
  await page.unroute('**/BeginWatch');
}

// The map is drawn when it has come: when so many pictures of it in a row are the same.
const alike = 5;

async function settle(page: Page) {
  const map = page.locator('.map canvas').first();
  if (!(await page.locator('.screen-desk').count())) {
    return;
  }

  await map.waitFor();
  for (let before = '', same = 1; same < alike; ) {
    const now = (await map.screenshot()).toString('base64');
    same = now === before ? same + 1 : 1;
    before = now;
  }
}
