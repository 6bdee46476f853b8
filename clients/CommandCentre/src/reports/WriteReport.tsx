import { AfterActionReportService, type AfterActionReport } from '../contracts/taskforce/tasking/v1/after_action_report_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { clientOf } from '../wire/transport';
import { say, type Word } from '../words/words';

const counts = ['arrests', 'seizures', 'injuries'] as const;

/** Writes in the report; every signature that was there is void then. */
export function WriteReport({ report, done, cancel }: { report: AfterActionReport; done(changed: AfterActionReport): void; cancel(): void }) {
  const key = `report.${report.name}.`;
  const [narrative, lessons] = [draft(`${key}narrative`, report.narrative), draft(`${key}lessons`, report.lessons)];
  const figures = counts.map((count) => ({ count, text: draft(key + count, String(report.figures?.[count] ?? 0)) }));
  const save = useAct(async ({ requestId, options }) => {
    const written = { name: report.name, etag: report.etag, narrative: narrative.value, lessons: lessons.value };
    const counted = Object.fromEntries(figures.map(({ count, text }) => [count, Number(text.value)]));
    const changed = await clientOf(AfterActionReportService).updateAfterActionReport(
      { requestId, afterActionReport: { ...written, figures: counted }, updateMask: { paths: ['narrative', 'lessons', 'figures'] } },
      options,
    );
    forget(key);
    done(changed);
  });
  return (
    <div class="fields">
      {figures.map(({ count, text }) => (
        <Field key={count} label={say(`end.${count}` as Word)}>
          <input type="number" min={0} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
        </Field>
      ))}
      <Field label={say('report.narrative')} hint={say('freeText')}>
        <textarea rows={6} maxLength={20_000} dir="auto" value={narrative.value} onInput={(event) => (narrative.value = event.currentTarget.value)} />
      </Field>
      <Field label={say('report.lessons')} hint={say('freeText')}>
        <textarea rows={3} maxLength={10_000} dir="auto" value={lessons.value} onInput={(event) => (lessons.value = event.currentTarget.value)} />
      </Field>
      {report.signatures.length > 0 && <p>{say('report.voids')}</p>}
      <div class="sure">
        <ActButton act={save} kind="main">
          {say('report.keep')}
        </ActButton>
        <button type="button" onClick={cancel}>
          {say('cancel')}
        </button>
      </div>
    </div>
  );
}
