import type { ComponentChildren } from 'preact';
import type { TeamAsset, TeamMember } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { addressOf } from '../shell/route';
import { assetName, called, durationMs, languageName, listed, localTime, nationName, skillName, span, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import './teams.css';

/** Who is in a team, and with what; beside each what may be done about them. */
export function TeamList({ members, assets, tools }: { members: readonly TeamMember[]; assets: readonly TeamAsset[]; tools?: (member: TeamMember) => ComponentChildren }) {
  return (
    <ul class="team">
      {members.map((member) => (
        <li key={member.member}>
          <div class="team-head">
            <a href={addressOf('desk', member.member)}>
              <bdi>{called(member.callSign)}</bdi>
            </a>
            <b>{say(`part.${member.role}` as Word)}</b>
            <span>{nationName(member.nation)}</span>
            <span class="team-arrival">
              {span(durationMs(member.travelTime))} <small>{say(`mode.${member.travelMode}` as Word)}</small>
            </span>
          </div>
          <Facts member={member} />
          {member.reasons.length > 0 && (
            <details>
              <summary>{say('team.why')}</summary>
              <ul lang="en" dir="ltr">
                {member.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </details>
          )}
          {tools?.(member)}
        </li>
      ))}
      {assets.map((asset) => (
        <li key={asset.asset}>
          <div class="team-head">
            <bdi>{asset.displayName}</bdi>
            <span>{nationName(asset.nation)}</span>
            <span class="team-arrival">{span(durationMs(asset.travelTime))}</span>
          </div>
          <div class="team-facts">
            <bdi>{listed(asset.capabilities.map(assetName))}</bdi>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Facts({ member }: { member: TeamMember }) {
  return (
    <div class="team-facts">
      {member.skills.length > 0 && <bdi>{listed(member.skills.map(skillName))}</bdi>}
      <span>{listed(member.languages.map(languageName))}</span>
      {member.legalUntil && <span>{say('team.legal', { time: localTime(toMs(member.legalUntil)) })}</span>}
    </div>
  );
}
