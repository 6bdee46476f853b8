import { useSignal } from '@preact/signals';
import { Field } from '../forms/Field';
import { missions } from '../records/records';
import { Wide } from '../shell/Wide';
import { nationName, number, span } from '../words/format';
import { say, type Word } from '../words/words';
import { timesToCsv, toFile } from './csv';
import { legs, responseTimes, type Grouping, type Leg, type Spread } from './legs';

const groupings: readonly Grouping[] = ['all', 'nation', 'kind'];

/** How long each leg of the responses took, by whose they were or what they were about: a chart and the table behind it. */
export function ResponseTimes() {
  const by = useSignal<Grouping>('all');
  const times = responseTimes(missions.all.value.values(), by.value);
  const most = Math.max(1, ...times.flatMap(([, group]) => Object.values(group).map(({ ninth }) => ninth)));
  return (
    <section class="fields">
      <h3>{say('legs.title')}</h3>
      <Field label={say('legs.by')}>
        <select value={by.value} onChange={(event) => (by.value = event.currentTarget.value as Grouping)}>
          {groupings.map((grouping) => (
            <option key={grouping} value={grouping}>
              {say(`legs.by.${grouping}` as Word)}
            </option>
          ))}
        </select>
      </Field>
      {times.length === 0 && <p>{say('legs.none')}</p>}
      {times.length > 0 && (
        <Wide label={say('legs.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say(`legs.by.${by.value}` as Word)}</th>
                <th scope="col">{say('legs.leg')}</th>
                <th scope="col">{say('legs.count')}</th>
                <th scope="col">{say('legs.median')}</th>
                <th scope="col">{say('legs.ninth')}</th>
                <th scope="col">{say('legs.most')}</th>
              </tr>
            </thead>
            <tbody>
              {times.flatMap(([name, group]) => legs.filter((leg) => group[leg]).map((leg) => <Row key={name + leg} name={groupName(name, by.value)} leg={leg} spread={group[leg] as Spread} most={most} />))}
            </tbody>
          </table>
        </Wide>
      )}
      <a class="report" download="taskforce-response-times.csv" href={toFile(timesToCsv(times))}>
        {say('statistics.csv')}
      </a>
    </section>
  );
}

function Row({ name, leg, spread, most }: { name: string; leg: Leg; spread: Spread; most: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{say(`leg.${leg}` as Word)}</td>
      <td>{number(spread.count)}</td>
      <td>
        {span(spread.median)}
        <meter aria-hidden="true" min={0} max={most} value={spread.median} />
      </td>
      <td>{span(spread.ninth)}</td>
      <td>{span(spread.most)}</td>
    </tr>
  );
}

const groupName = (name: string, by: Grouping) => (by === 'nation' ? nationName(name) : by === 'kind' ? say(name === '0' ? 'legs.by.all' : (`kind.${name}` as Word)) : say('legs.by.all'));
