import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { StatisticsService, YearlyFigures_Source, type YearlyFigures } from '../contracts/taskforce/tasking/v1/statistics_service_pb';
import { HotspotService, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { FaultNote } from '../forms/FaultNote';
import { listAll } from '../records/collection';
import { Wide } from '../shell/Wide';
import { clientOf, inTime } from '../wire/transport';
import { toFault, type Fault } from '../wire/fault';
import { number } from '../words/format';
import { say, type Word } from '../words/words';
import { toCsv, toFile } from './csv';
import { HeatMap } from './HeatMap';
import { PlacesInTime } from './PlacesInTime';
import { ResponseTimes } from './ResponseTimes';
import './statistics.css';

const measures = ['jointOperations', 'arrests', 'trainingSessions'] as const;

/** The yearly figures, published and counted: a chart of each with the table behind it. */
export function Statistics() {
  const figures = useSignal<readonly YearlyFigures[] | null>(null);
  // Those that are over, too.
  const hotspots = useSignal<readonly Hotspot[]>([]);
  const fault = useSignal<Fault | null>(null);
  useEffect(() => {
    clientOf(StatisticsService)
      .listYearlyFigures({ pageSize: 1000 }, inTime())
      .then((answer) => (figures.value = answer.figures))
      .catch((thrown) => (fault.value = toFault(thrown)));
    listAll(async (pageToken) => {
      const answer = await clientOf(HotspotService).listHotspots({ pageSize: 500, pageToken }, inTime());
      return { ...answer, records: answer.hotspots };
    })
      .then((answer) => (hotspots.value = answer.records))
      .catch((thrown) => (fault.value = toFault(thrown)));
  }, []);
  return (
    <div class="statistics">
      <h2>{say('nav.statistics')}</h2>
      <FaultNote fault={fault.value} />
      {figures.value && (
        <>
          <div class="charts">
            {measures.map((measure) => (
              <Chart key={measure} measure={measure} figures={figures.value ?? []} />
            ))}
          </div>
          <Table figures={figures.value} />
          <a class="report" download="taskforce-statistics.csv" href={toFile(toCsv(figures.value))}>
            {say('statistics.csv')}
          </a>
        </>
      )}
      <ResponseTimes />
      <PlacesInTime hotspots={hotspots.value} />
      <HeatMap hotspots={hotspots.value} />
    </div>
  );
}

// Time runs from left to right in every language, as the years in the table's first column do not.
function Chart({ measure, figures }: { measure: (typeof measures)[number]; figures: readonly YearlyFigures[] }) {
  const most = Math.max(1, ...figures.map((year) => year[measure]));
  const step = 480 / Math.max(1, figures.length);
  return (
    <figure>
      <figcaption>{say(`statistics.${measure}` as Word)}</figcaption>
      <svg viewBox="0 0 480 200" role="img" aria-label={say(`statistics.${measure}` as Word)} direction="ltr">
        {figures.map((year, place) => {
          const height = (year[measure] / most) * 150;
          return (
            <g key={`${year.year} ${year.source}`} class={`source-${year.source}`}>
              <rect x={place * step + step * 0.15} y={175 - height} width={step * 0.7} height={height} />
              <text x={(place + 0.5) * step} y={170 - height}>
                {number(year[measure])}
              </text>
              <text x={(place + 0.5) * step} y={192}>
                {year.year}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

function Table({ figures }: { figures: readonly YearlyFigures[] }) {
  return (
    <Wide label={say('nav.statistics')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('statistics.year')}</th>
            {measures.map((measure) => (
              <th key={measure} scope="col">
                {say(`statistics.${measure}` as Word)}
              </th>
            ))}
            <th scope="col">{say('hotspot.source')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((year) => (
            <tr key={`${year.year} ${year.source}`}>
              <th scope="row">{year.year}</th>
              {measures.map((measure) => (
                <td key={measure}>{number(year[measure])}</td>
              ))}
              <td>{say(year.source === YearlyFigures_Source.PUBLISHED ? 'statistics.published' : 'statistics.counted')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
