import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests that start the built program or capture real traffic share two cores with all the others.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
