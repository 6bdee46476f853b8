import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// What `dotnet test` leaves; TASKFORCE_CLI names another one.
const program = process.env['TASKFORCE_CLI'] ?? resolve(import.meta.dirname, '../../../../artifacts/bin/Cli/debug/taskforce.dll');
const patienceMs = 120_000;

/** The four real processes on free ports, with data of their own. */
export interface TaskForce {
  /** The HTTP/1.1 door, where the page is. */
  http: string;
  grpc: string;
  data: string;
  /** Where the command line keeps what it knows. */
  home: string;
  /** The process that runs the others. */
  runner: number;
}

/** Starts all, as a newcomer does, with settings besides the usual ones if need be, and waits until they are ready. What is answered stops them. */
export async function startTaskForce(settings: Record<string, string> = {}): Promise<{ taskForce: TaskForce; stop(): Promise<void> }> {
  const [data, home] = [await mkdtemp(join(tmpdir(), 'taskforce-page-')), await mkdtemp(join(tmpdir(), 'taskforce-home-'))];
  const runner = spawn('dotnet', [program, 'up', '--http', '0', '--grpc', '0', '--data', data], { env: { ...process.env, ...settings, NO_COLOR: '1' } });
  const ended = new Promise<void>((done) => runner.once('exit', () => done()));
  const stop = async () => {
    runner.kill('SIGTERM');
    await ended;
    await Promise.all([data, home].map((folder) => rm(folder, { recursive: true, force: true })));
  };
  try {
    const said = await sayReady(runner);
    const door = (name: string) => new RegExp(`^\\s*${name}\\s+(\\S+)`, 'm').exec(said)?.[1] ?? '';
    return { taskForce: { http: door('HTTP/1\\.1'), grpc: door('gRPC'), data, home, runner: runner.pid ?? 0 }, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function sayReady(runner: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((ready, failed) => {
    const late = setTimeout(() => failed(new Error(`TaskForce does not get ready: ${said}`)), patienceMs);
    const hear = (text: Buffer) => {
      said += text.toString();
      if (/^TaskForce is ready/m.test(said)) {
        clearTimeout(late);
        ready(said);
      }
    };
    runner.stdout?.on('data', hear);
    runner.stderr?.on('data', hear);
    runner.once('exit', () => failed(new Error(`The runner ended: ${said}`)));
  });
}

/** Starts the command line against it; whoever started it ends it. */
export function startCli({ http, grpc, data, home }: TaskForce, ...words: string[]): ChildProcess {
  const where = { TASKFORCE_GATEWAY: grpc, TASKFORCE_ISSUER: `${http}/demo`, TASKFORCE_DATA: data, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
  return spawn('dotnet', [program, ...words], { env: { ...process.env, ...where, NO_COLOR: '1' } });
}

/** Runs the command line to its end; answers what it printed as JSON. Fails with what it said if it fails. */
export async function cli<T = { name: string }>(taskForce: TaskForce, ...words: string[]): Promise<T> {
  const run = startCli(taskForce, ...words, '--output', 'json');
  const [out, errors] = [[] as Buffer[], [] as Buffer[]];
  run.stdout?.on('data', (text: Buffer) => out.push(text));
  run.stderr?.on('data', (text: Buffer) => errors.push(text));
  const code = await new Promise((done) => run.once('close', done));
  if (code !== 0) {
    throw new Error(`${words.join(' ')}: ${Buffer.concat(errors)}`);
  }

  return JSON.parse(Buffer.concat(out).toString()) as T;
}
