import { HotspotService, Hotspot_Kind, Hotspot_Severity } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { places } from '../map/places';
import { hotspots } from '../records/records';
import { nation } from '../session/session';
import { go } from '../shell/route';
import { clientOf } from '../wire/transport';
import { language, say, type Word } from '../words/words';

const key = 'report.';
const kinds = [Hotspot_Kind.HUMAN_TRAFFICKING, Hotspot_Kind.DRUG_TRAFFICKING, Hotspot_Kind.SMUGGLING, Hotspot_Kind.TERRORISM, Hotspot_Kind.CYBERCRIME, Hotspot_Kind.BORDER_INCIDENT];
const severities = [Hotspot_Severity.LOW, Hotspot_Severity.MEDIUM, Hotspot_Severity.HIGH, Hotspot_Severity.CRITICAL];

/** Reports a hotspot: what, how bad, where. */
export function ReportForm() {
  const [kind, severity] = [draft(`${key}kind`, String(Hotspot_Kind.SMUGGLING)), draft(`${key}severity`, String(Hotspot_Severity.HIGH))];
  const [placeId, text, remote] = [draft(`${key}place`, places[0]?.id), draft(`${key}text`), draft(`${key}remote`)];
  const act = useAct(async ({ requestId, options }) => {
    const place = places.find(({ id }) => id === placeId.value);
    const reported = await clientOf(HotspotService).createHotspot(
      {
        requestId,
        hotspot: {
          kind: Number(kind.value),
          severity: Number(severity.value),
          description: text.value,
          remote: remote.value !== '',
          hostNation: place?.nation ?? nation.value,
          place: { placeId: place?.id ?? '', displayName: place?.names.en ?? '', location: { latitude: place?.latitude ?? 0, longitude: place?.longitude ?? 0 } },
        },
      },
      options,
    );
    hotspots.put(reported);
    forget(key);
    go('desk', reported.name);
  });

  return (
    <div class="fields">
      <h2>{say('hotspot.report')}</h2>
      <Field label={say('hotspot.kind')}>
        <select value={kind.value} onChange={(event) => (kind.value = event.currentTarget.value)}>
          {kinds.map((value) => (
            <option key={value} value={value}>
              {say(`kind.${value}` as Word)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say('hotspot.severity')}>
        <select value={severity.value} onChange={(event) => (severity.value = event.currentTarget.value)}>
          {severities.map((value) => (
            <option key={value} value={value}>
              {say(`severity.${value}` as Word)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say('hotspot.place')}>
        <select value={placeId.value} onChange={(event) => (placeId.value = event.currentTarget.value)}>
          {places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.names[language.value]} ({place.nation})
            </option>
          ))}
        </select>
      </Field>
      <label>
        <input type="checkbox" checked={remote.value !== ''} onChange={(event) => (remote.value = event.currentTarget.checked ? 'yes' : '')} /> {say('hotspot.remote')}
      </label>
      <Field label={say('hotspot.description')} hint={say('freeText')}>
        <textarea rows={3} maxLength={2000} dir="auto" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </Field>
      <ActButton act={act} kind="main">
        {say('hotspot.report')}
      </ActButton>
    </div>
  );
}
