/** The browser of this machine, where there is one. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const FOLDERS = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');

/** Path of the program; null where none is installed. */
export const BROWSER: string | null =
  FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync) ?? null;

export function launch(): Promise<Browser> {
  // What it shows is our own, and in containers root has no sandbox.
  return chromium.launch({ executablePath: BROWSER!, args: ['--no-sandbox', '--disable-gpu'] });
}
