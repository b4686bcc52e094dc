/**
 * Bundles the program (the library in src/ is compiled file by file): loading one module takes longer than running it, and
 * a small capture is read in less time than a hundred modules are found. Commands and formats stay files of their own,
 * loaded when they are named; what several of them use is one file, for each file more takes 0.6 ms of a start; packages
 * stay packages.
 */
import { defineConfig } from 'rolldown';

export default defineConfig({
  // One server of the demos is a process of its own.
  input: ['bin/tcpstate.ts', 'bin/demo/blocked-server.ts'],
  platform: 'node',
  external: /^[^./]/,
  output: {
    dir: 'dist/bin',
    format: 'esm',
    comments: false,
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
  },
});
