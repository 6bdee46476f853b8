import type { Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { Wide } from '../shell/Wide';
import { number, weekdayName } from '../words/format';
import { say } from '../words/words';
import { toFile, weekToCsv } from './csv';
import { heatOf } from './heat';

const steps = 4;

/** When hotspots are reported: days of the week by hours, each count in its field and not by its colour alone. */
export function HeatMap({ hotspots }: { hotspots: readonly Hotspot[] }) {
  const week = heatOf(hotspots);
  const most = Math.max(1, ...week.flat());
  return (
    <section class="fields">
      <h3>{say('heat.title')}</h3>
      <Wide label={say('heat.title')}>
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">{say('heat.hour')}</th>
              {Array.from({ length: 24 }, (_, hour) => (
                <th key={hour} scope="col">
                  {number(hour)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {week.map((hours, day) => (
              <tr key={day}>
                <th scope="row">{weekdayName(day)}</th>
                {hours.map((count, hour) => (
                  <td key={hour} class={`heat-${Math.ceil((count / most) * steps)}`}>
                    {count > 0 ? number(count) : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <a class="report" download="taskforce-hotspots-by-hour.csv" href={toFile(weekToCsv(week))}>
        {say('statistics.csv')}
      </a>
    </section>
  );
}
