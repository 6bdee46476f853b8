import type { TestProject } from 'vitest/node';
import { startTaskForce, type TaskForce } from './taskforce';

declare module 'vitest' {
  interface ProvidedContext {
    taskForce: TaskForce;
  }
}

/** One TaskForce for all tests of the page. */
export default async function setUp(project: TestProject) {
  const { taskForce, stop } = await startTaskForce();
  project.provide('taskForce', taskForce);
  return stop;
}
