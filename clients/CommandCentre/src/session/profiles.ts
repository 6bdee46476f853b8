/** Somebody that the demo issuer plays. */
export interface Profile {
  id: string;
  role: string;
  nation: string;
}

/** The profiles of the demo issuer; empty where there is none. */
export async function demoProfiles(): Promise<Profile[]> {
  const answer = await fetch('/demo/profiles').catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as Profile[]) : [];
}
