import type { TeamAsset, TeamMember } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { durationMs, languageName, localTime, nationName, span, toMs } from '../words/format';
import { say, type Word } from '../words/words';

/** Who is in a team, and with what. */
export function TeamTable({ members, assets }: { members: readonly TeamMember[]; assets: readonly TeamAsset[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('team.who')}</th>
            <th scope="col">{say('team.nation')}</th>
            <th scope="col">{say('team.arrival')}</th>
            <th scope="col">{say('team.skills')}</th>
            <th scope="col">{say('team.languages')}</th>
            <th scope="col">{say('team.legal')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.member} title={member.reasons.join('\n')}>
              <th scope="row">
                <bdi>{member.callSign}</bdi> <small>{say(`part.${member.role}` as Word)}</small>
              </th>
              <td>{nationName(member.nation)}</td>
              <td>
                {span(durationMs(member.travelTime))} <small>{say(`mode.${member.travelMode}` as Word)}</small>
              </td>
              <td>
                <bdi>{member.skills.join(', ')}</bdi>
              </td>
              <td>{member.languages.map(languageName).join(', ')}</td>
              <td>{member.legalUntil ? localTime(toMs(member.legalUntil)) : '–'}</td>
            </tr>
          ))}
          {assets.map((asset) => (
            <tr key={asset.asset}>
              <th scope="row">
                <bdi>{asset.displayName}</bdi>
              </th>
              <td>{nationName(asset.nation)}</td>
              <td>{span(durationMs(asset.travelTime))}</td>
              <td>
                <bdi>{asset.capabilities.join(', ')}</bdi>
              </td>
              <td>–</td>
              <td>–</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
