import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { startBrowser, lineOf, openDesk, openOn, read, type Desk } from './world/desk';
import { startCli } from './world/taskforce';

const report = 'Two boats without lights, seen from the mole.';
let browser: Browser;
let [german, moroccan] = [] as unknown as [Desk, Desk];

beforeAll(async () => {
  browser = await startBrowser();
  german = await openDesk(browser, 'Germany Commander');
  moroccan = await openDesk(browser, 'Morocco Commander');
});
afterAll(() => browser?.close());

test('two centres and a field unit do the whole job', async () => {
  const [ours, theirs] = [openOn(german), openOn(moroccan)];
  await german.page.getByRole('link', { name: 'Report a hotspot' }).click();
  await ours.getByLabel('Kind').selectOption('Human trafficking');
  await ours.getByLabel('Severity').selectOption('Critical');
  await ours.getByLabel('Place').selectOption('ma-tanger-med');
  await ours.getByLabel('What is known').fill(report);
  await ours.getByRole('button', { name: 'Report a hotspot' }).click();
  const line = lineOf(moroccan, /Critical Human trafficking.*Tanger Med/);
  await line.waitFor();

  await ours.getByText(report).waitFor();
  await ours.getByRole('button', { name: 'Plan a mission' }).click();
  await ours.getByRole('button', { name: 'Propose teams' }).click();
  await ours.getByRole('button', { name: 'Take this team' }).first().click();
  await ours.getByText('Awaiting keys').waitFor();

  await instruct(ours);
  await german.page.locator('.bar select').selectOption('de');
  await german.page.getByText('500 m vor dem Einsatzort halten und melden.').first().waitFor();
  await german.page.getByText(read('Gäste dürfen: beraten, durchsuchen, befragen')).waitFor();
  await german.page.locator('.bar select').selectOption('en');
  await turnKey(ours, 'Germany');
  await line.filter({ hasText: read('Turn the key of Morocco') }).click();
  await moroccan.page.locator('.bar select').selectOption('ar');
  await moroccan.page.getByText('التوقف على بعد 500 متر من المكان والإبلاغ.').first().waitFor();
  expect(await moroccan.page.locator('.open .instructions blockquote').first().textContent()).toContain('Ask for Amal.');
  await moroccan.page.locator('.bar select').selectOption('en');
  await turnKey(theirs, 'Morocco');
  await ours.getByRole('button', { name: 'Dispatch' }).click();
  await line.filter({ hasText: /orders not accepted yet/ }).waitFor();

  await escalate(ours);
  await theirs.locator('.steps').getByText(read('before it was due, by commander.de')).first().waitFor();

  const leader = ours.locator('.team > li').filter({ hasText: 'leader' }).getByRole('link').first();
  const [callSign, member] = [(await leader.textContent()) ?? '', (await leader.getAttribute('href'))?.split('/').at(-1) ?? ''];
  const unit = startCli(inject('taskForce'), 'field', 'run', '--as', member, '--journey', '2s', '--on-scene', '10m');
  try {
    for (const centre of [ours, theirs]) {
      const order = centre.locator('.orders > li').filter({ hasText: callSign });
      await order.locator('.reached').filter({ hasText: 'accepted' }).waitFor();
      await order.getByText('on scene', { exact: true }).waitFor();
      await centre.locator('.state').filter({ hasText: 'On scene' }).waitFor();
    }

    await complete(ours);
    await theirs.getByText('Completed', { exact: true }).first().waitFor();
    expect(await theirs.locator('.steps').textContent()).toContain('Nobody was hurt.');
    await line.filter({ hasText: 'Close the hotspot, or plan again' }).waitFor();
  } finally {
    unit.kill('SIGINT');
  }
});

test('nothing that they did asked anybody but the gateway, and nothing complained', () => {
  expect([german, moroccan].flatMap(({ outside }) => outside)).toEqual([]);
  expect([german, moroccan].flatMap(({ complaints }) => complaints)).toEqual([]);
});

async function turnKey(open: Locator, nation: string) {
  await open.getByRole('button', { name: read(`Turn the key of ${nation}`) }).click();
  await open.getByRole('button', { name: read(`Yes: ${nation} consents`) }).click();
  await open.locator('.key-2').filter({ hasText: nation }).waitFor();
}

async function instruct(open: Locator) {
  await open.getByRole('button', { name: 'Change the instructions' }).click();
  await open.getByLabel('Standard phrase').selectOption('stop-short');
  await open.getByLabel('Metres').selectOption('500');
  await open.getByRole('button', { name: 'Add the phrase' }).click();
  await open.getByLabel('In addition, in your own words').fill('Ask for Amal.');
  await open.getByRole('button', { name: 'Save' }).click();
  // Saved: the form has gone. It is read as what holds, and as what has changed.
  await open.getByRole('button', { name: 'Change the instructions' }).waitFor();
  await open.getByText('Stop 500 m before the place and report.').first().waitFor();
}

// The clock goes on meanwhile: whichever step is next when it is pressed is the one that is meant.
async function escalate(open: Locator) {
  const next = open.locator('.orders > li').filter({ hasText: 'Germany' }).first().locator('.escalate button');
  const byHand = open.locator('.steps').getByText(read('before it was due, by commander.de')).first();
  const pressed = async () => {
    await next.click();
    return byHand.waitFor({ timeout: 5000 }).then(() => true, () => false);
  };
  await expect.poll(pressed, { interval: 1000 }).toBe(true);
}

async function complete(open: Locator) {
  await open.locator('summary').filter({ hasText: 'Complete with a report' }).click();
  await open.getByLabel('Arrests').fill('3');
  await open.getByLabel(/^Report/).fill('Nobody was hurt.');
  await open.getByRole('button', { name: 'Complete with a report' }).click();
}
