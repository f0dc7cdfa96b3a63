import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/built/",
  plugins: [tailwindcss()],
  build: {
    outDir: "src/frontdesk/web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    rollupOptions: { input: ["frontend/src/app.ts", "frontend/src/app.css", "frontend/src/calendar.css"] },
  },
});
