import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to the gateway that can be cut, as a cable can: what is under way breaks off, and nobody gets through until it is mended. */
export interface Relay {
  /** Where it is entered. */
  http: string;
  cut(): void;
  mend(): void;
  close(): void;
}

export async function startRelay(http: string): Promise<Relay> {
  const { hostname, port } = new URL(http);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }

    const far = connect(Number(port), hostname);
    [near, far].forEach((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // Whoever goes away takes the other along.
      socket.on('error', () => undefined).on('close', () => (socket === near ? far : near).destroy());
    });
    near.pipe(far).pipe(near);
  });
  const breakOff = () => open.forEach((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    http: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      breakOff();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      breakOff();
      server.close();
    },
  };
}
