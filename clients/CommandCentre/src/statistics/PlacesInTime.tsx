import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { Wide } from '../shell/Wide';
import { placeName } from '../map/places';
import { monthName, nationName, number } from '../words/format';
import { say } from '../words/words';
import { HeatPicture } from './HeatPicture';
import { placesToCsv, toFile } from './csv';
import { byMonth, type PlaceInTime } from './months';

const monthMs = 900;

/** Where hotspots are reported, month by month: a picture that one goes through or that plays, and the table behind it. */
export function PlacesInTime({ hotspots }: { hotspots: readonly Hotspot[] }) {
  const { months, places } = useMemo(() => byMonth(hotspots), [hotspots]);
  // The newest until somebody chooses.
  const chosen = useSignal<number | null>(null);
  const isPlaying = useSignal(false);
  const last = months.length - 1;
  const at = Math.min(chosen.value ?? last, last);
  useEffect(() => {
    if (!isPlaying.value) {
      return undefined;
    }

    const next = setTimeout(() => (at < last ? (chosen.value = at + 1) : (isPlaying.value = false)), monthMs);
    return () => clearTimeout(next);
  }, [isPlaying.value, at, last]);
  const play = () => {
    isPlaying.value = !isPlaying.value;
    chosen.value = isPlaying.value && at === last ? 0 : at;
  };
  const month = monthName(months[at] ?? 0);
  return (
    <section class="fields">
      <h3>{say('heatMap.title')}</h3>
      {places.length === 0 && <p>{say('heatMap.none')}</p>}
      {places.length > 0 && (
        <>
          <HeatPicture places={places} month={at} label={say('heatMap.picture', { month })} />
          {last > 0 && (
            <div class="months">
              {/* Who does not want what moves goes from month to month. */}
              <button type="button" class="play" aria-pressed={isPlaying.value} onClick={play}>
                {say(isPlaying.value ? 'heatMap.stop' : 'heatMap.play')}
              </button>
              <input type="range" min={0} max={last} value={at} aria-label={say('heatMap.month')} aria-valuetext={month.replaceAll(/[\u2066-\u2069]/g, '')} onInput={(event) => ((chosen.value = Number(event.currentTarget.value)), (isPlaying.value = false))} />
            </div>
          )}
          <p aria-live={isPlaying.value ? 'off' : 'polite'}>
            <strong>{month}</strong> {say('heatMap.count', { count: places.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0) })}
          </p>
          <Table places={places} at={at} month={month} />
          <a class="report" download="taskforce-hotspots-by-place.csv" href={toFile(placesToCsv({ months, places }))}>
            {say('statistics.csv')}
          </a>
        </>
      )}
    </section>
  );
}

function Table({ places, at, month }: { places: readonly PlaceInTime[]; at: number; month: string }) {
  return (
    <Wide label={say('heatMap.title')}>
      <table class="places">
        <thead>
          <tr>
            <th scope="col">{say('hotspot.place')}</th>
            <th scope="col">{say('hotspot.host')}</th>
            <th scope="col">{month}</th>
            <th scope="col">{say('heatMap.all')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(({ key, hotspot, counts, total }) => (
            <tr key={key}>
              <th scope="row">
                <bdi>{placeName(hotspot.place)}</bdi>
              </th>
              <td>{nationName(hotspot.hostNation)}</td>
              <td>{number(counts[at] ?? 0)}</td>
              <td>{number(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
