export { connect, type ConnectOptions, type TaskForce } from './connect.js';
export { readFault, type Fault } from './fault.js';
export { clientCredentials, type ClientCredentials, type Tokens } from './tokens.js';
export { watch, type Watched, type WatchEvent } from './watch.js';
