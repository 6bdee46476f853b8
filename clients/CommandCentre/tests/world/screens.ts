import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { cli } from './taskforce';

/** The names of what there is to look at. */
export interface Scene {
  hotspot: string;
  /** Without a team. */
  draft: string;
  /** Awaiting both keys. */
  awaiting: string;
  /** With an order that nobody has answered. */
  ordered: string;
  /** Called off. */
  over: string;
  alert: string;
  member: string;
}

/** As much of a mission as is needed here. */
export interface Mission {
  name: string;
  hotspot: string;
  requirement: object;
  members: { member: string; role: string }[];
  orders?: { name: string; awaiting?: { nextAction: string; dueTime?: string } }[];
}

/** Lays down something of everything that a screen can show. */
export async function laySceneDown(): Promise<Scene> {
  const [draft, awaiting, ordered, second, over] = [
    await plan('ma-agadir-port', 'Agadir Port', 30.42, -9.63),
    await assign(await plan('ma-tanger-med', 'Tanger Med Port', 35.89, -5.5)),
    await order(await plan('de-kehl', 'Kehl', 48.57, 7.81)),
    await order(await plan('ma-oujda', 'Oujda', 34.68, -1.91)),
    await assign(await plan('de-berlin', 'Berlin', 52.52, 13.4)),
  ];
  await verb(over, 'recall', { reason: 'False alarm.' });
  const hHour = new Date(Date.now() + 3_600_000).toISOString();
  await rest('commander.de', '/tasking/v1/operations', { title: 'Both shores', missions: [ordered.name, second.name], hHour });
  const alert = await cli(inject('taskForce'), 'field', 'need-help', 'Shots fired.', '--at', 'ma-nador', '--as', 'de-falke-03');
  return { hotspot: draft.hotspot, draft: draft.name, awaiting: awaiting.name, ordered: ordered.name, over: over.name, alert: alert.name, member: ordered.members[0]?.member ?? '' };
}

// What a team is told: phrases as the page keeps them, and what somebody wrote.
const instructions = ['[stop-short metres=500] Stop 500 m before the place and report.', '[observe-only] Observe and report. Do not intervene.', 'Ask for Amal at gate 4.'].join('\n');

/** Plans a mission at a place. */
export async function plan(placeId: string, name: string, latitude: number, longitude: number, severity = 'HIGH'): Promise<Mission> {
  const place = { placeId, displayName: name, location: { latitude, longitude } };
  const hotspot = await rest<Mission>('commander.de', '/tasking/v1/hotspots', { kind: 'SMUGGLING', severity, hostNation: placeId.slice(0, 2).toUpperCase(), place });
  return rest('commander.de', '/tasking/v1/missions', { hotspot: hotspot.name, instructions });
}

async function assign(mission: Mission): Promise<Mission> {
  const { proposals } = await rest<{ proposals: object[] }>('commander.de', '/roster/v1/teams:propose', { requirement: mission.requirement, maxProposals: 1 });
  return verb(mission, 'assignTeam', proposals[0] ?? {}, ['members', 'assets']);
}

/** Staffs, consents to and dispatches one. */
export async function order(planned: Mission): Promise<Mission> {
  const mission = await assign(planned);
  await verb(mission, 'approve', {});
  await verb(mission, 'approve', {}, [], 'commander.ma');
  return verb(mission, 'dispatch', {});
}

function verb({ name }: Mission, what: string, body: object, fields = Object.keys(body), profile = 'commander.de'): Promise<Mission> {
  return rest(profile, `/tasking/v1/${name}:${what}`, Object.fromEntries(Object.entries(body).filter(([field]) => fields.includes(field))));
}

/** Escalates an order until the centres are alerted, whatever the clock does meanwhile. */
export async function escalateToTheEnd({ name }: Mission, place: number) {
  for (;;) {
    const found = (await rest<Mission>('commander.de', `/tasking/v1/${name}`)).orders?.[place];
    if (!found?.awaiting?.dueTime) {
      return;
    }

    await rest('commander.de', `/tasking/v1/${found.name}:escalate`, { action: found.awaiting.nextAction }).catch(() => undefined);
  }
}

async function rest<T>(profile: string, path: string, body?: object): Promise<T> {
  const { http } = inject('taskForce');
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: profile });
  const token = (await (await fetch(`${http}/demo/token`, { method: 'POST', body: form })).json()) as { access_token: string };
  const answer = await fetch(http + path, { ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}), headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' } });
  if (!answer.ok) {
    throw new Error(`${path}: ${await answer.text()}`);
  }

  return (await answer.json()) as T;
}

/** Where each screen is, by what it shows. */
export const screensOf = (scene: Scene): Record<string, string> => ({
  desk: 'desk',
  hotspot: `desk/${scene.hotspot}`,
  report: 'desk/report',
  draft: `desk/${scene.draft}`,
  keys: `desk/${scene.awaiting}`,
  orders: `desk/${scene.ordered}`,
  over: `desk/${scene.over}`,
  help: `desk/${scene.alert}`,
  unit: `desk/${scene.member}`,
  watch: 'desk/watch',
  operations: 'operations',
  statistics: 'statistics',
});

/** Goes to a screen, as a link would, and is there when what it names is shown, and not what was there before. */
export async function goTo(page: Page, where: string) {
  await page.evaluate(
    (hash) =>
      new Promise<void>((done) => {
        if (location.hash === hash) {
          return done();
        }

        // What follows an address is drawn by the next frame.
        addEventListener('hashchange', () => requestAnimationFrame(() => done()), { once: true });
        location.hash = hash;
      }),
    `#/${where}`,
  );
  const [screen = '', ...open] = where.split('/');
  await page.locator(open.length > 0 ? '.open > :is(.panel, .fields)' : (firstOf[screen] ?? '')).first().waitFor();
}

// Figures are asked for when they are looked at.
const firstOf: Record<string, string> = { desk: '.queue .line', operations: '.screen-operations > *', statistics: '.charts figure' };
