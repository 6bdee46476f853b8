import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf } from './world/axe';
import { lineOf, openDesk, openOn, openPage, read, startBrowser } from './world/desk';
import { goTo, laySceneDown, screensOf, type Scene } from './world/screens';

// What is two-dimensional by its nature may be wider than the screen (WCAG 2.2, 1.4.10): maps, tables in a part that scrolls by itself, and what a picture cuts off.
const mayBeWide = '.map, .scroll, svg *';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  scene = await laySceneDown();
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test.each([
  ['at 200 % of a small desk’s screen, in German', { width: 683, height: 384 }, 'de'],
  ['320 pixels wide, in French', { width: 320, height: 640 }, 'fr'],
  ['320 pixels wide, in Arabic', { width: 320, height: 640 }, 'ar'],
])('every screen fits %s: nobody reads to and fro', async (_, viewport, language) => {
  const { page } = await openDesk(browser, 'Germany Commander', { viewport });
  await page.locator('.bar select').selectOption(language);

  const wide: string[] = [];
  for (const [name, where] of Object.entries(screensOf(scene))) {
    await goTo(page, where);
    wide.push(...(await tooWide(page)).map((what) => `${name}: ${what}`));
  }

  await page.context().close();
  expect(wide).toEqual([]);
});

test('the door and the proposals fit 320 pixels', async () => {
  const door = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await door.page.getByRole('button', { name: 'Germany Commander' }).waitFor();
  expect(await tooWide(door.page)).toEqual([]);

  await door.page.getByRole('button', { name: 'Germany Commander' }).click();
  await goTo(door.page, `desk/${scene.draft}`);
  await door.page.getByRole('button', { name: 'Propose teams' }).click();
  await door.page.getByRole('button', { name: 'Take this team' }).first().waitFor();
  expect(await tooWide(door.page)).toEqual([]);
  await door.page.context().close();
});

test('on a phone a commander reads what a key is turned over, and turns it', async () => {
  const desk = await openDesk(browser, 'Morocco Commander', phone);
  await lineOf(desk, read('Turn the key of Morocco')).first().tap();

  const open = openOn(desk);
  const turn = open.getByRole('button', { name: read('Turn the key of Morocco') });
  await turn.waitFor();
  // It is where the eyes are, and not below everything else.
  await expect.poll(async () => (await open.boundingBox())?.y ?? -1).toBeLessThan(phone.viewport.height / 2);
  expect(await faultsOf(desk.page)).toEqual([]);
  // The bar has scrolled away, but not how well the page hears.
  const link = await desk.page.locator('.link').boundingBox();
  expect(link && link.y > 0 && link.y + link.height <= phone.viewport.height).toBe(true);

  await turn.tap();
  await open.getByRole('button', { name: read('Yes: Morocco consents') }).tap();
  await open.locator('.key-2').filter({ hasText: 'Morocco' }).waitFor();

  await desk.page.getByRole('link', { name: 'To the queue' }).tap();
  await expect.poll(() => desk.page.locator('.queue h2').isVisible()).toBe(true);
  await desk.page.context().close();
});

/** What reaches beyond the screen's edge, or is cut off at it. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate((exempt) => {
    const { clientWidth } = document.documentElement;
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 30)}”`;
    const beyond = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && (right > clientWidth + 1 || left < -1) && !element.closest(exempt);
    });
    const scrolls = [...document.querySelectorAll('body, body *')].filter(
      (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible' && element.clientWidth > 1 && !element.closest(exempt) && !(element instanceof HTMLInputElement || element instanceof HTMLSelectElement),
    );
    return [...new Set([...beyond, ...scrolls].map(name))];
  }, mayBeWide);
}
