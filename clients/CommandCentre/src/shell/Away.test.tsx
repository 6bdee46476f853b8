import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { people, readPeople } from '../people/people';
import { clientOf } from '../wire/transport';
import { followServices } from '../wire/services';
import { speak } from '../words/words';
import { Away } from './Away';

vi.mock('../session/token', () => ({ token: () => Promise.resolve('t') }));
vi.mock('../wire/transport', () => ({ clientOf: vi.fn(), inTime: () => ({}) }));

const place = document.createElement('div');
let end = () => {};

const answer = (states: Record<string, string>) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ upstreams: { tasking: 'SERVING', roster: 'SERVING', geolocation: 'SERVING', partners: 'SERVING', ...states } }), { status: 503 })));

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
  render(<Away />, place);
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('which part does not answer is said until it does; what a desk does not need is not', async () => {
  answer({ geolocation: 'NOT_SERVING', partners: 'NOT_SERVING' });
  end = followServices();
  await vi.advanceTimersByTimeAsync(10);
  expect([...place.querySelectorAll('.away')].map((line) => line.textContent)).toEqual([expect.stringContaining('Positionen antworten gerade nicht')]);

  answer({});
  await vi.advanceTimersByTimeAsync(5000);
  expect(place.textContent).toBe('');
});

test('of a gateway that does not answer it says nothing: the watches do', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  end = followServices();
  await vi.advanceTimersByTimeAsync(10);

  expect(place.textContent).toBe('');
});

test('who was asked for while the roster was away is read when it is back', async () => {
  const listMembers = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue({ members: [{ name: 'members/a', callSign: 'Falke 07' }], nextPageToken: '' });
  vi.mocked(clientOf).mockReturnValue({ listMembers } as never);
  answer({ roster: 'NOT_SERVING' });
  end = followServices();
  await vi.advanceTimersByTimeAsync(10);
  await expect(readPeople()).rejects.toThrow('away');

  answer({});
  await vi.advanceTimersByTimeAsync(5000);

  expect(people.value.map(({ callSign }) => callSign)).toEqual(['Falke 07']);
});
