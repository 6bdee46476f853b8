import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';

// A machine may have other things to do.
const patienceMs = 120_000;

// Nothing but this machine has a name; software draws the map.
const flags = ['--no-sandbox', '--disable-gpu-compositing', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'];

/** Starts Debian's Chromium. */
export const startBrowser = () => chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: flags });

/** The pages of this file's tests. */
export const openPages: Page[] = [];

/** A command centre's browser window, with an identity and a memory of its own. */
export interface Desk {
  page: Page;
  /** Every address that was asked and is not the gateway's. */
  outside: string[];
  /** What the page complained of: errors, and what its policy forbade. */
  complaints: string[];
}

/** Opens the page, without signing in. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}, gateway = inject('taskForce').http): Promise<Desk> {
  return openIn(await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB', reducedMotion: 'reduce', ...options }), gateway);
}

/** Opens the page as a profile of the demo, by its button, such as `Germany Commander`. */
export const openDesk = async (browser: Browser, profile: string, options: BrowserContextOptions = {}, gateway?: string) => signIn(await openPage(browser, options, gateway), profile);

/** Opens one more window of a browser that has one. */
export const openWindow = async ({ page }: Desk, profile: string) => signIn(await openIn(page.context()), profile);

async function openIn(context: BrowserContext, gateway = inject('taskForce').http): Promise<Desk> {
  const desk: Desk = { page: await context.newPage(), outside: [], complaints: [] };
  openPages.push(desk.page);
  desk.page.setDefaultTimeout(patienceMs);
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(`${gateway}/`)) {
      desk.outside.push(request.url());
    }
  });
  desk.page.on('pageerror', (fault) => desk.complaints.push(fault.message));
  desk.page.on('console', (line) => line.type() === 'error' && desk.complaints.push(line.text()));
  await desk.page.goto(gateway);
  return desk;
}

async function signIn(desk: Desk, profile: string): Promise<Desk> {
  await desk.page.getByRole('button', { name: profile }).click();
  await desk.page.getByText('Live', { exact: true }).waitFor();
  return desk;
}

const marks = '[\\u2066-\\u2069]*';

/** What a person reads: the marks that keep a name together in it are not seen. */
export const read = (text: string) => new RegExp(text.split(' ').join(`${marks} ${marks}`));

/** A line of the queue. */
export const lineOf = ({ page }: Desk, text: RegExp) => page.locator('.queue').getByRole('link').filter({ hasText: text });

/** What is open beside the map. */
export const openOn = ({ page }: Desk) => page.getByRole('region', { name: 'What is open' });
