import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openOn, openPage, read, startBrowser, type Desk } from './world/desk';
import { answerIssuer, settingsOf, startIssuer, type Issuer } from './world/issuer';
import { goTo } from './world/screens';
import { startTaskForce } from './world/taskforce';

const report = 'A lorry with two number plates.';
let browser: Browser;
let issuer: Issuer;
let gateway: string;
let stop: () => Promise<void>;
let desk: Desk;

beforeAll(async () => {
  issuer = await startIssuer();
  Object.assign(issuer.roles, { anna: ['commander'], karim: ['commander'], bert: ['dispatcher'], cleo: ['canteen'] });
  issuer.nations['karim'] = 'MA';
  const started = await startTaskForce(settingsOf(issuer));
  [gateway, stop] = [started.taskForce.http, started.stop];
  issuer.serve(`${gateway}/`);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stop?.();
  await issuer?.stop();
});
beforeEach(async () => {
  desk = await openPage(browser, {}, gateway);
});

const door = () => desk.page.getByRole('button', { name: /police/ });
const alert = () => desk.page.getByRole('alert');
const kept = () => desk.page.evaluate(() => JSON.parse(sessionStorage.getItem('taskforce.session') ?? 'null') as { token: string; endsAt: number } | null);

async function signIn(account: string) {
  await door().click();
  await answerIssuer(desk.page, account);
}

async function beAtTheDesk(account: string) {
  await signIn(account);
  await desk.page.getByText('Live', { exact: true }).waitFor();
}

async function renewed() {
  const before = (await kept())?.token;
  await expect.poll(async () => (await kept())?.token ?? before).not.toBe(before);
}

test('somebody signs in at their issuer, is where they wanted to go, and stays signed in by itself and across a reload', async () => {
  const { page } = desk;
  await page.evaluate(() => (location.hash = '#/statistics'));
  await beAtTheDesk('anna');
  await page.locator('.screen-statistics').waitFor();
  // Of the issuer's own pages nothing is asked.
  desk.complaints.length = 0;

  expect(await page.locator('.bar-who').textContent()).toContain('anna');
  expect(new URL(page.url()).search + new URL(page.url()).hash).toBe('#/statistics');
  await renewed();
  await renewed();
  await page.reload();
  await page.getByText('Live', { exact: true }).waitFor();
  await renewed();

  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/eyJ|token/);
  expect(desk.complaints).toEqual([]);
  expect(desk.outside.filter((url) => !url.startsWith(`${issuer.authority}/`) && !url.includes('fonts.googleapis'))).toEqual([]);
});

test('an issuer that is away ends nothing; the page goes on when it is back', async () => {
  await beAtTheDesk('anna');
  await issuer.stop();
  await expect.poll(async () => ((await kept())?.endsAt ?? Infinity) < Date.now()).toBe(true);
  await goTo(desk.page, 'desk/report');
  await openOn(desk).getByLabel('What is known').fill(report);
  await openOn(desk).getByRole('button', { name: 'Report a hotspot' }).click();
  await openOn(desk).getByText('The service did not answer. Nothing is lost: try again.').waitFor();

  await issuer.start();
  await renewed();
  await openOn(desk).getByRole('button', { name: 'Report a hotspot' }).click();
  await openOn(desk).getByText(report).waitFor();
});

test('an account that is closed is out, is told so, and keeps what was typed', async () => {
  await beAtTheDesk('bert');
  await goTo(desk.page, 'desk/report');
  await openOn(desk).getByLabel('What is known').fill(report);
  issuer.gone.add('bert');

  await alert().getByText('Your sign-in has ended.').waitFor();
  issuer.gone.delete('bert');
  // The issuer still knows who it is.
  await door().click();
  await desk.page.getByText('Live', { exact: true }).waitFor();
  expect(await openOn(desk).getByLabel('What is known').inputValue()).toBe(report);
});

test('whoever signs out is signed out at the issuer too', async () => {
  await beAtTheDesk('anna');
  await desk.page.getByRole('button', { name: 'Sign out' }).click();
  await desk.page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await door().waitFor();

  expect(await desk.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('eyJ');
  // Somebody else at the same desk is asked who they are.
  await signIn('bert');
  await desk.page.locator('.bar-who').getByText('bert').waitFor();
});

test('why somebody is not let in is said in their language', async () => {
  await signIn('cleo');
  await alert().getByText('Your account has no role at a desk here').waitFor();
  await desk.page.getByLabel('Language').selectOption('de');
  await alert().getByText('Ihr Konto hat hier keine Rolle an einem Platz').waitFor();
  await desk.page.getByLabel('Sprache').selectOption('ar');
  await alert().getByText('ليس لحسابك دور في مكتب هنا').waitFor();
});

test('who speaks for another nation than the issuer is not let in', async () => {
  await signIn('karim');
  await alert().getByText('may not speak for this nation').waitFor();
});

test('a sign-in that was broken off, begun elsewhere or cannot begin is said to be so', async () => {
  await door().click();
  await desk.page.getByRole('link', { name: /Cancel/ }).click();
  await alert().getByText(read('police has refused the sign-in.')).waitFor();

  await desk.page.goto(`${gateway}/?code=stolen&state=unknown#/desk`);
  await alert().getByText('This sign-in was not begun in this tab').waitFor();
  expect(new URL(desk.page.url()).search).toBe('');

  await issuer.stop();
  await desk.page.reload();
  await door().click();
  await alert().getByText(read('police does not answer now.')).waitFor();
  await issuer.start();
});
