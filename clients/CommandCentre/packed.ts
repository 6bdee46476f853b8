import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const worthBytes = 1024;
const textual = /\.(html|js|css|json|svg)$/;

/** Leaves what is text packed beside itself, for the gateway to send as it is. */
export const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  writeBundle({ dir = '' }, files) {
    for (const [name, file] of Object.entries(files)) {
      const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
      if (textual.test(name) && content.length > worthBytes) {
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    }
  },
};
