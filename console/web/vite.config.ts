import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// While developing, `npm run dev` serves the screen and hands /api and /live to a running server.
const backend = process.env.LIANDONG_BACKEND ?? 'http://127.0.0.1:8120'

// The emergency page is built by itself (`--mode offline`): what it is made of must not be what a desk
// loads, and it stands where nothing else can be had.
export default defineConfig(({ mode }) => ({
  plugins: [vue()],
  // Every component is a `<script setup>`: what serves the other style need not be loaded.
  define: { __VUE_OPTIONS_API__: 'false' },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../static',
    emptyOutDir: mode !== 'offline',
    copyPublicDir: mode !== 'offline',
    assetsDir: mode === 'offline' ? 'assets/offline' : 'assets',
    target: 'es2022',
    chunkSizeWarningLimit: 1400,
    // The desk's screen, the crew's phone, the station, the hospital: pages of their own that share their parts.
    rollupOptions: { input: mode === 'offline' ? ['offline.html'] : ['index.html', 'crew.html', 'station.html', 'hospital.html', 'offline.html'] },
  },
  worker: {
    format: 'es',
    // `.js`, because some systems' MIME tables do not know `.mjs` and a browser then refuses it.
    rollupOptions: { output: { entryFileNames: `${mode === 'offline' ? 'assets/offline' : 'assets'}/[name]-[hash].js` } },
  },
  server: {
    proxy: {
      '/api': { target: backend, changeOrigin: false },
      '/live': { target: backend.replace(/^http/, 'ws'), ws: true },
    },
  },
}))
