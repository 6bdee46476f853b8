import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HotspotSchema } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { speak } from '../words/words';
import { PlacesInTime } from './PlacesInTime';

const hotspot = (placeId: string, month: number) =>
  create(HotspotSchema, { hostNation: 'MA', place: { placeId, location: { latitude: 35, longitude: -5 } }, createTime: timestampFromMs(new Date(2026, month - 1, 15).getTime()) });
const hotspots = [hotspot('ma-nador', 1), hotspot('ma-nador', 3), hotspot('ma-nador', 3), hotspot('ma-oujda', 2)];
let place: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => Promise.reject(new Error('There is no network.')));
  speak('en');
  place = document.body.appendChild(document.createElement('div'));
  render(<PlacesInTime hotspots={hotspots} />, place);
});
afterEach(async () => {
  render(null, place);
  // What was put off until the next frame is done, or it would never be.
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const shown = () => [...place.querySelectorAll('tbody tr')].map((row) => [row.querySelector('th')?.textContent, row.querySelectorAll('td')[1]?.textContent, row.querySelectorAll('td')[2]?.textContent]);
const slider = () => place.querySelector('input') as HTMLInputElement;
const drawn = () => [...place.querySelectorAll('.heat-picture text')].map((text) => text.textContent);

test('the newest month is shown first, in the picture and in the table', () => {
  expect(slider().getAttribute('aria-valuetext')).toBe('March 2026');
  expect(drawn()).toEqual(['2']);
  expect(shown()).toEqual([
    ['Nador', '2', '3'],
    ['Oujda', '0', '1'],
  ]);
});

test('another month is one step of the slider away', async () => {
  slider().value = '1';
  slider().dispatchEvent(new Event('input', { bubbles: true }));
  await vi.advanceTimersByTimeAsync(100);

  expect(slider().getAttribute('aria-valuetext')).toBe('February 2026');
  expect(shown().map(([name, count]) => [name, count])).toEqual([
    ['Nador', '0'],
    ['Oujda', '1'],
  ]);
});

test('it plays from the first month to the last, and stops there', async () => {
  const button = place.querySelector('button') as HTMLButtonElement;

  button.click();
  await vi.advanceTimersByTimeAsync(100);
  expect(slider().getAttribute('aria-valuetext')).toBe('January 2026');

  await vi.advanceTimersByTimeAsync(10_000);
  expect(slider().getAttribute('aria-valuetext')).toBe('March 2026');
  expect(button.getAttribute('aria-pressed')).toBe('false');
});
