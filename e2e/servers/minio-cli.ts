import { parseArgs } from 'node:util';
import { getMinio } from './minio-binary.ts';
import { startMinio } from './start-minio.ts';

const { values } = parseArgs({
  options: {
    stream: { type: 'boolean', default: false },
    tls: { type: 'boolean', default: false },
    port: { type: 'string', default: '9000' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run minio -- [--stream] [--tls] [--port N]
Starts a real MinIO with an empty data folder that is removed at the end. Ctrl-C stops it.
  --stream  the variant whose change feed works
  --tls     HTTPS with a certificate that no authority signed
  --port N  9000 when not given; 0 takes a free one`);
  process.exit(0);
}

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  process.exit(2);
}

const binary = await getMinio(values.stream ? 'streaming' : 'as-released', console.error);
if ('missing' in binary) {
  console.error(`${binary.missing}.`);
  process.exit(1);
}
const server = await startMinio({ binaryPath: binary.path, port, usesTls: values.tls }).catch(
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
console.log(`endpoint           ${server.url}
access key id      ${server.accessKeyId}
secret access key  ${server.secretAccessKey}`);
if (server.certificate !== null) console.log(`certificate        ${server.certificate.certificatePath}`);
console.log('Ctrl-C stops it and removes its data.');

// The process lives while this handle is open.
const alive = setInterval(() => undefined, 60_000);
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    clearInterval(alive);
    await server.close();
    process.exit(0);
  });
}
