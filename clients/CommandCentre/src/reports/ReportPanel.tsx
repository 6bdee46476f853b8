import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AfterActionReportService, ExportAfterActionReportRequest_Format as Format, type AfterActionReport } from '../contracts/taskforce/tasking/v1/after_action_report_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { FaultNote } from '../forms/FaultNote';
import { isCommander, nation } from '../session/session';
import { toFault, type Fault } from '../wire/fault';
import { clientOf, inTime } from '../wire/transport';
import { localDateTime, nationName, number, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { saveFile } from './save';
import { WriteReport } from './WriteReport';

const figures = ['arrests', 'seizures', 'injuries'] as const;

/** The after-action report of a mission that has ended: read, written, signed by each nation, and taken along as a file. */
export function ReportPanel({ mission }: { mission: Mission }) {
  const report = useSignal<AfterActionReport | null>(null);
  const fault = useSignal<Fault | null>(null);
  const isWriting = useSignal(false);
  // What somebody writes or signs elsewhere changes the mission, too.
  useEffect(() => {
    clientOf(AfterActionReportService)
      .getAfterActionReport({ name: `${mission.name}/afterActionReport` }, inTime())
      .then((found) => (report.value = found))
      .catch((thrown) => (fault.value = toFault(thrown)));
  }, [mission.name, mission.etag]);
  const done = (changed: AfterActionReport) => {
    report.value = changed;
    isWriting.value = false;
  };
  return (
    <section class="fields after-action">
      <h3>{say('report.title')}</h3>
      <FaultNote fault={fault.value} />
      {report.value && !isWriting.value && <Written report={report.value} write={() => (isWriting.value = true)} done={done} />}
      {report.value && isWriting.value && <WriteReport report={report.value} done={done} cancel={() => (isWriting.value = false)} />}
    </section>
  );
}

function Written({ report, write, done }: { report: AfterActionReport; write(): void; done(changed: AfterActionReport): void }) {
  const takesPart = report.nations.includes(nation.value);
  return (
    <>
      <dl class="facts">
        {figures.map((figure) => [<dt key={figure}>{say(`end.${figure}` as Word)}</dt>, <dd>{number(report.figures?.[figure] ?? 0)}</dd>])}
      </dl>
      <FreeText word="report.narrative" text={report.narrative} />
      <FreeText word="report.lessons" text={report.lessons} />
      {takesPart && (
        <button type="button" onClick={write}>
          {say('report.write')}
        </button>
      )}
      <Signatures report={report} done={done} />
      <Files name={report.name} />
    </>
  );
}

function FreeText({ word, text }: { word: Word; text: string }) {
  return text ? (
    <div>
      <strong>{say(word)}</strong>
      <blockquote dir="auto">
        {text}
        <small>{say('freeText')}</small>
      </blockquote>
    </div>
  ) : null;
}

function Signatures({ report, done }: { report: AfterActionReport; done(changed: AfterActionReport): void }) {
  const { name, digest, etag } = report;
  const sign = useAct(async ({ requestId, options }) => done(await clientOf(AfterActionReportService).signAfterActionReport({ name, digest, etag, requestId }, options)));
  const awaitsMine = report.nations.includes(nation.value) && !report.signatures.some((signature) => signature.nation === nation.value);
  return (
    <div class="keys-of">
      <ul>
        {report.nations.map((code) => {
          const signature = report.signatures.find((one) => one.nation === code);
          return (
            <li key={code} class={`key key-${signature ? 2 : 1}`}>
              <strong>{nationName(code)}</strong> {say(signature ? 'report.signed' : 'decision.1')}{' '}
              {signature && (
                <small>
                  {localDateTime(toMs(signature.time))} <bdi>{signature.signer}</bdi>
                </small>
              )}
            </li>
          );
        })}
      </ul>
      {awaitsMine && (
        <ActButton act={sign} disabled={!isCommander.value || report.narrative === ''}>
          {say('report.sign', { nation: nationName(nation.value) })}
        </ActButton>
      )}
    </div>
  );
}

function Files({ name }: { name: string }) {
  const [pdf, markdown] = [useSave(name, Format.PDF), useSave(name, Format.MARKDOWN)];
  return (
    <div class="team-tools">
      <ActButton act={pdf}>{say('report.save', { format: 'PDF' })}</ActButton>
      <ActButton act={markdown}>{say('report.save', { format: 'Markdown' })}</ActButton>
    </div>
  );
}

const useSave = (name: string, format: Format) =>
  useAct(async ({ options }) => saveFile(await clientOf(AfterActionReportService).exportAfterActionReport({ name, format }, options)));
