import { readdirSync, readFileSync } from 'node:fs';

const lookMs = 50;

/** Ends a service, and ends it again each time its runner brings it back, until what is answered is called. Only the children of that runner are touched. */
export function holdDown(runner: number, service: 'Tasking' | 'Roster' | 'Geolocation'): () => void {
  const end = () => childrenOf(runner).filter(({ command }) => command.includes(`TaskForce.${service}.dll`)).forEach(({ pid }) => kill(pid));
  const again = setInterval(end, lookMs);
  end();
  return () => clearInterval(again);
}

function childrenOf(parent: number) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        // The name may have spaces and stands in brackets; then the state, then the parent.
        const of = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
        return of === parent ? [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
